package io.tallystick.auditor;

import io.tallystick.event.PrintableText;
import io.tallystick.eventlog.line.LoggedEvent;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints events one by one, as lines of JSON or as rows of a table, of {@link PrintableText}. */
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
      case JSON -> out.println(PrintableText.json(event.json()));
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
            text(event.reason(), "success"),
            text(event.tokenId(), "-"),
            text(event.address(), "-"),
            text(event.identity(), "-"));
      }
    }
  }

  private static String text(@Nullable String text, String ifMissing) {
    return text == null ? ifMissing : PrintableText.of(text);
  }
}
