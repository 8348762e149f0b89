package io.tallystick.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.auth.ServerSentEvents.Event;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Server-sent events are read as the HTML standard says, however the bytes are cut. */
class ServerSentEventsTest {

  private static final String STREAM =
      """
      : a comment

      id: 1
      event: revocation
      data: {"größe":1}

      data:a
      data: b
      retry: 5
      something

      id
      event: heartbeat
      data

      event: without data

      id: 2\r
      data: end\r
      \r
      """;

  private static final List<Event> EVENTS =
      List.of(
          new Event("1", "revocation", "{\"größe\":1}"),
          new Event("1", "message", "a\nb"),
          new Event("2", "message", "end"));

  @Property(tries = 300)
  void theCutsMakeNoDifference(@ForAll List<@IntRange(min = 1, max = 40) Integer> cuts) {
    List<Event> events = new ArrayList<>();
    ServerSentEvents parser = new ServerSentEvents(events::add);
    Buffer bytes = Buffer.buffer(STREAM);
    int position = 0;
    for (int cut : cuts) {
      int end = Math.min(bytes.length(), position + cut);
      parser.handle(bytes.getBuffer(position, end));
      position = end;
    }
    parser.handle(bytes.getBuffer(position, bytes.length()));

    assertThat(events).isEqualTo(EVENTS);
  }

  @Example
  void aLineWithoutEndIsRefused() {
    ServerSentEvents parser = new ServerSentEvents(event -> {});

    assertThatThrownBy(() -> parser.handle(Buffer.buffer("x".repeat(100_000))))
        .isInstanceOf(IllegalStateException.class);
  }
}
