package io.tallystick.auth;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads server-sent events (HTML standard, section 9.2.6) from bytes, however these are cut into
 * parts. Lines end with a line feed, and may have a carriage return before it.
 */
final class ServerSentEvents implements Handler<Buffer> {

  /**
   * An event.
   *
   * @param id the last id that the stream has named; empty if there was none
   * @param name its type; {@code message} if it has none
   */
  record Event(String id, String name, String data) {}

  private static final int MAX_LINE_BYTES = 65_536;

  private final RecordParser lines;
  private final Consumer<Event> consumer;
  private String id = "";
  private String name = "";
  private final StringBuilder data = new StringBuilder();

  /** Reads events, and passes each on. A line that is too long is an exception of the handler. */
  ServerSentEvents(Consumer<Event> consumer) {
    this.consumer = consumer;
    this.lines =
        RecordParser.newDelimited("\n", line -> readLine(line.toString(StandardCharsets.UTF_8)));
    lines.maxRecordSize(MAX_LINE_BYTES);
  }

  @Override
  public void handle(Buffer part) {
    lines.handle(part);
  }

  private void readLine(String text) {
    String line = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    if (line.isEmpty()) {
      dispatch();
      return;
    }
    int colon = line.indexOf(':');
    String field = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    switch (field) {
      case "id" -> id = value;
      case "event" -> name = value;
      case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
      default -> {
        // A comment, if the field is empty, or something newer.
      }
    }
  }

  private void dispatch() {
    if (!data.isEmpty()) {
      consumer.accept(new Event(id, name.isEmpty() ? "message" : name, data.toString()));
    }
    name = "";
    data.setLength(0);
  }
}
