package io.tallystick.api.feed;

import io.tallystick.eventbus.message.RevocationsRead.Revocation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A stream of server-sent events (HTML standard, section 9.2). */
final class EventStream extends Listener {

  private static final String CONTENT_TYPE = "text/event-stream";

  private static final long HEARTBEAT_NANOS =
      TimeUnit.MILLISECONDS.toNanos(RevocationTail.IDLE_MILLIS / 2);

  private final long begunNanos;
  private final Duration patience;
  private long heartbeatNanos;
  private long takenNanos;

  /**
   * Begins a stream.
   *
   * @param begunNanos when the request arrived ({@link System#nanoTime})
   * @param patience how long the caller may not take what was sent
   */
  EventStream(
      RevocationTail tail,
      HttpServerResponse response,
      FeedRequest request,
      Position now,
      long begunNanos,
      Duration patience) {
    super(tail, response, request, now);
    this.begunNanos = begunNanos;
    this.patience = patience;
    this.heartbeatNanos = begunNanos - HEARTBEAT_NANOS;
    this.takenNanos = System.nanoTime();
    response
        .putHeader("Content-Type", CONTENT_TYPE)
        // nginx would keep the events until it has a buffer full of them.
        .putHeader("X-Accel-Buffering", "no")
        .setChunked(true)
        .drainHandler(drained -> advance());
  }

  @Override
  void take(Page page) {
    takenNanos = System.nanoTime();
    Buffer events = Buffer.buffer();
    for (Revocation revocation : page.revocations()) {
      events.appendString(
          event(
              revocation.seq(),
              "revocation",
              "\"token_id\":\"%s\"".formatted(revocation.tokenId())));
    }
    Position newest = page.newest();
    if (newest != null && newest.asOfNanos() - heartbeatNanos >= HEARTBEAT_NANOS) {
      heartbeatNanos = newest.asOfNanos();
      long elapsed = TimeUnit.NANOSECONDS.toMillis(newest.asOfNanos() - begunNanos);
      events.appendString(event(page.upTo(), "heartbeat", "\"elapsed_ms\":" + elapsed));
    }
    if (events.length() > 0) {
      response().write(events);
    }
  }

  private static String event(long seq, String name, String data) {
    return "id: %d\nevent: %s\ndata: {\"sequence\":%d,%s}\n\n".formatted(seq, name, seq, data);
  }

  /** The guard of the connection does not see a single stream of HTTP/2. */
  @Override
  void stalled() {
    if (System.nanoTime() - takenNanos >= patience.toNanos()) {
      response().reset();
    }
  }

  @Override
  void end() {
    if (!isOver()) {
      response().end();
    }
  }
}
