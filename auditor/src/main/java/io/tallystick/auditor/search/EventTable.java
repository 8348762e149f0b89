package io.tallystick.auditor.search;

import io.tallystick.event.PrintableText;
import io.tallystick.eventlog.line.LoggedEvent;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Prints events as rows of a table, of {@link PrintableText}. */
final class EventTable implements EventView {

  private static final String ROW = "%10s  %-27s  %-10s  %-25s  %-27s  %-36s  %-15s  %s%n";

  private final PrintWriter out;
  private boolean headerPrinted;

  EventTable(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void show(LoggedEvent event) {
    if (!headerPrinted) {
      out.printf(
          ROW,
          "SEQ",
          "TIME",
          "ACTION",
          "OUTCOME",
          "EXPIRES / WAS REFUSED",
          "TOKEN ID",
          "ADDRESS",
          "IDENTITY");
      headerPrinted = true;
    }
    out.printf(
        ROW,
        event.seq(),
        event.at(),
        event.action().name().toLowerCase(Locale.ROOT),
        // A defect says more than that the request was bad.
        text(event.defect() == null ? event.reason() : event.defect(), "success"),
        Objects.toString(event.refusedAt() == null ? event.expiresAt() : event.refusedAt(), "-"),
        text(event.tokenId(), "-"),
        text(event.address(), "-"),
        text(event.identity(), "-"));
  }

  private static String text(@Nullable String text, String ifMissing) {
    return text == null ? ifMissing : PrintableText.of(text);
  }
}
