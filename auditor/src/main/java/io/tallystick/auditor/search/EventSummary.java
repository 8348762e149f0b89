package io.tallystick.auditor.search;

import io.tallystick.event.PrintableText;
import io.tallystick.eventlog.line.LoggedEvent;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Prints how many events have each value, the largest number first, but hours in the order of time.
 * An event that represents several refused attempts counts as so many.
 */
public final class EventSummary implements EventView {

  /** The largest number of different values. It bounds the memory of a search. */
  static final int MOST_VALUES = 100_000;

  private static final int WIDEST_BAR = 40;
  private static final int NARROWEST_BAR = 5;
  // Fits a number of events, and the space around the bar.
  private static final int OTHER_COLUMNS = 14;

  private record Row(String value, long count) {}

  private final PrintWriter out;
  private final SummaryKey key;
  private final int columns;
  private final Map<Optional<String>, Long> counts = new HashMap<>();

  /**
   * Creates a summary, which is printed at the end.
   *
   * @param columns the width of the terminal in characters. Only a value that is too long goes past
   *     it, so that values are complete
   */
  public EventSummary(PrintWriter out, SummaryKey key, int columns) {
    this.out = out;
    this.key = key;
    this.columns = columns;
  }

  /**
   * Counts an event.
   *
   * @throws IllegalArgumentException if there are too many values
   */
  @Override
  public void show(LoggedEvent event) {
    counts.merge(Optional.ofNullable(key.of(event)), event.count(), EventSummary::sum);
    if (counts.size() > MOST_VALUES) {
      throw new IllegalArgumentException(
          "--by %s: there are more than %d values; narrow the search, such as with --since"
              .formatted(key.name().toLowerCase(Locale.ROOT), MOST_VALUES));
    }
  }

  /** A forged log may have any counts, so the sum stays at the largest number. */
  private static long sum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  @Override
  public void end() {
    if (counts.isEmpty()) {
      return;
    }
    List<Row> rows = rows();
    long most = rows.stream().mapToLong(Row::count).max().orElse(1);
    int bar = barWidth(rows);
    String title = key == SummaryKey.HOUR ? "HOUR (UTC)" : key.name();
    print("COUNT", "", bar, title);
    for (Row row : rows) {
      int length = (int) Math.max(1, Math.round((double) row.count() / most * bar));
      print(Long.toString(row.count()), "#".repeat(length), bar, row.value());
    }
  }

  private List<Row> rows() {
    Comparator<Row> byValue = Comparator.comparing(Row::value);
    return counts.entrySet().stream()
        .map(
            entry ->
                new Row(
                    entry.getKey().map(PrintableText::of).orElse(key.ofNone()), entry.getValue()))
        .sorted(
            key == SummaryKey.HOUR
                ? byValue
                : Comparator.comparingLong(Row::count).reversed().thenComparing(byValue))
        .toList();
  }

  private int barWidth(List<Row> rows) {
    int longest = rows.stream().mapToInt(row -> row.value().length()).max().orElse(0);
    return Math.max(NARROWEST_BAR, Math.min(WIDEST_BAR, columns - OTHER_COLUMNS - longest));
  }

  private void print(String count, String bar, int width, String value) {
    out.printf("%10s  %s  %s%n", count, bar + " ".repeat(width - bar.length()), value);
  }
}
