package io.tallystick.auditor.search;

import io.tallystick.event.PrintableText;
import io.tallystick.eventlog.line.LoggedEvent;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Prints events as records of CSV (RFC 4180), of {@link PrintableText}, with a header. Times are in
 * UTC. What an event does not have is empty.
 *
 * <p>A spreadsheet takes some texts for formulas, which could send data away. So a cell that begins
 * with such a sign, or with an apostrophe, gets another apostrophe before it. A reader that is no
 * spreadsheet can remove a leading apostrophe from each cell that has one.
 */
final class EventCsv implements EventView {

  // The last four are the first four in full width.
  private static final String SIGNS_OF_FORMULAS = "=+-@'\uff1d\uff0b\uff0d\uff20";

  private final PrintWriter out;

  /** Prints the header. */
  EventCsv(PrintWriter out) {
    this.out = out;
    print(
        "seq",
        "time",
        "action",
        "outcome",
        "reason",
        "count",
        "token_id",
        "identity",
        "address",
        "expires_at",
        "refused_at",
        "defect",
        "actor",
        "request_id",
        "caller_request_id",
        "related_id",
        "related_expires_at",
        "issued_at");
  }

  @Override
  public void show(LoggedEvent event) {
    print(
        event.seq(),
        event.at(),
        event.action().name().toLowerCase(Locale.ROOT),
        event.outcome().name().toLowerCase(Locale.ROOT),
        event.reason(),
        event.count(),
        event.tokenId(),
        event.identity(),
        event.address(),
        event.expiresAt(),
        event.refusedAt(),
        event.defect(),
        event.actor(),
        event.requestId(),
        event.callerRequestId(),
        event.relatedId(),
        event.relatedExpiresAt(),
        event.issuedAt());
  }

  private void print(@Nullable Object... cells) {
    out.print(Stream.of(cells).map(EventCsv::cell).collect(Collectors.joining(",")) + "\r\n");
  }

  private static String cell(@Nullable Object value) {
    String text = PrintableText.of(Objects.toString(value, ""));
    String safe =
        !text.isEmpty() && SIGNS_OF_FORMULAS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return safe.contains(",") || safe.contains("\"")
        ? "\"" + safe.replace("\"", "\"\"") + "\""
        : safe;
  }
}
