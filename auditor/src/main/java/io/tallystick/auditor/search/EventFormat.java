package io.tallystick.auditor.search;

import io.tallystick.event.PrintableText;
import java.io.PrintWriter;

/** How events are printed, one by one. All are {@link PrintableText}. */
public enum EventFormat {
  /** The lines of the log. */
  JSON,
  /** A table for people. */
  TABLE,
  /** Records for a spreadsheet. */
  CSV;

  /** A view that prints events in this format. */
  public EventView view(PrintWriter out) {
    return switch (this) {
      case JSON -> event -> out.println(PrintableText.json(event.json()));
      case TABLE -> new EventTable(out);
      case CSV -> new EventCsv(out);
    };
  }
}
