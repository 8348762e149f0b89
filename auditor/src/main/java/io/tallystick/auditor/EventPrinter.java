package io.tallystick.auditor;

import io.tallystick.eventlog.line.LoggedEvent;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints events one by one, as lines of JSON or as rows of a table. */
final class EventPrinter {

  private static final String ROW = "%10s  %-27s  %-6s  %-25s  %-36s  %-15s  %s%n";

  private final PrintWriter out;
  private final EventFilterOptions.Format format;
  private boolean headerPrinted;

  EventPrinter(PrintWriter out, EventFilterOptions.Format format) {
    this.out = out;
    this.format = format;
  }

  void print(LoggedEvent event) {
    switch (format) {
      case JSON -> out.println(event.json());
      case TABLE -> {
        if (!headerPrinted) {
          out.printf(ROW, "SEQ", "TIME", "ACTION", "OUTCOME", "TOKEN ID", "ADDRESS", "IDENTITY");
          headerPrinted = true;
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
