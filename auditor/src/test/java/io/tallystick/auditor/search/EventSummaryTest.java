package io.tallystick.auditor.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.event.Action;
import io.tallystick.event.Outcome;
import io.tallystick.eventlog.line.LoggedEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Summaries stay readable and bounded, whatever is in the log. */
class EventSummaryTest {

  private final StringWriter out = new StringWriter();

  @Test
  void barsShowTheCounts() {
    EventSummary summary = new EventSummary(new PrintWriter(out), SummaryKey.IDENTITY, 80);
    summary.show(event("a", 3));
    summary.show(event("b", 41));
    summary.show(event("c", 1));
    summary.end();

    assertThat(out.toString().lines())
        .containsExactly(
            "     COUNT                                            IDENTITY",
            "        41  ########################################  b",
            "         3  ###                                       a",
            "         1  #                                         c");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 200})
  void noRowIsWiderThanTheTerminal(int columns) {
    EventSummary summary = new EventSummary(new PrintWriter(out), SummaryKey.IDENTITY, columns);
    summary.show(event("client-1", 1));
    summary.show(event("client-1000", 1_000_000));
    summary.end();

    assertThat(out.toString().lines()).hasSize(3).allMatch(row -> row.length() <= columns);
  }

  @Test
  void aValueIsCompleteEvenIfItIsWiderThanTheTerminal() {
    EventSummary summary = new EventSummary(new PrintWriter(out), SummaryKey.IDENTITY, 80);
    summary.show(event("x".repeat(200), 1));
    summary.end();

    assertThat(out.toString().lines().skip(1))
        .singleElement()
        .isEqualTo("         1  #####  " + "x".repeat(200));
  }

  @Test
  void equalCountsAreInTheOrderOfTheirValues() {
    EventSummary summary = new EventSummary(new PrintWriter(out), SummaryKey.IDENTITY, 80);
    for (String identity : List.of("c", "a", "b", "b")) {
      summary.show(event(identity, 1));
    }
    summary.end();

    assertThat(out.toString().lines().skip(1).map(row -> row.substring(row.length() - 1)))
        .containsExactly("b", "a", "c");
  }

  @Test
  void aForgedCountDoesNotOverflow() {
    EventSummary summary = new EventSummary(new PrintWriter(out), SummaryKey.IDENTITY, 80);
    summary.show(event("a", Long.MAX_VALUE));
    summary.show(event("a", Long.MAX_VALUE));
    summary.show(event("b", 1));
    summary.end();

    assertThat(out.toString().lines().toList().get(1)).startsWith(Long.MAX_VALUE + "  ####");
  }

  @Test
  void tooManyValuesAreAnErrorAndNotAFullMemory() {
    EventSummary summary = new EventSummary(new PrintWriter(out), SummaryKey.IDENTITY, 80);
    for (int i = 0; i < EventSummary.MOST_VALUES; i++) {
      summary.show(event("client-" + i, 1));
    }
    summary.show(event("client-1", 1));

    assertThatThrownBy(() -> summary.show(event("one more", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--by identity: there are more than 100000 values; narrow the search, such as with"
                + " --since");
  }

  private static LoggedEvent event(String identity, long count) {
    return new LoggedEvent(
        1,
        Instant.EPOCH,
        Action.ISSUE,
        Outcome.REFUSED,
        "bad_request",
        null,
        identity,
        null,
        null,
        "10.0.0.1",
        null,
        "request-1",
        null,
        count,
        null,
        null,
        null,
        null,
        null,
        "{}");
  }
}
