package io.tallystick.auditor;

import io.tallystick.eventlog.line.LoggedEvent;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows events as they come: as the lines that they are, or in columns. */
final class EventPrinter {

  private static final String ROW = "%10s  %-27s  %-6s  %-25s  %-36s  %-15s  %s%n";

  private final PrintWriter out;
  private final EventFilterOptions.Format format;
  private boolean begun;

  EventPrinter(PrintWriter out, EventFilterOptions.Format format) {
    this.out = out;
    this.format = format;
  }

  void print(LoggedEvent event) {
    switch (format) {
      case JSON -> out.println(event.json());
      case TABLE -> {
        if (!begun) {
          out.printf(ROW, "SEQ", "TIME", "ACTION", "OUTCOME", "TOKEN ID", "ADDRESS", "IDENTITY");
          begun = true;
        }
        out.printf(
            ROW,
            event.seq(),
            event.at(),
            event.action().name().toLowerCase(Locale.ROOT),
            event.reason() == null ? "success" : event.reason(),
            event.tokenId() == null ? "-" : event.tokenId(),
            event.address(),
            event.identity() == null ? "-" : event.identity());
      }
    }
  }
}
