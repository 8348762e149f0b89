package io.tallystick.api.feed;

import io.tallystick.api.error.RefusalException;
import io.tallystick.event.Reason;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks the feed for.
 *
 * @param after the event number after which to start; null to start now
 * @param limit the largest number of revocations in an answer of JSON
 * @param patience how long to wait for a revocation before an answer of JSON has none
 * @param streams whether the answer is a stream of server-sent events
 */
record FeedRequest(@Nullable Long after, int limit, Duration patience, boolean streams) {

  private static final int MAX_LIMIT = 1_000;
  private static final int MAX_WAIT_SECONDS = 30;
  // No event will ever have a longer one.
  private static final int MAX_DIGITS = 18;

  /**
   * Reads a request. A stream that begins again says in {@code Last-Event-ID} how far it came (HTML
   * standard, section 9.2.4); its URL still says where it began first.
   *
   * @throws RefusalException if a parameter is not what it should be
   */
  static FeedRequest of(RoutingContext ctx) {
    boolean streams = streams(ctx.parsedHeaders().accept());
    String last = streams ? ctx.request().getHeader("Last-Event-ID") : null;
    Long after =
        last == null || last.isEmpty()
            ? number(ctx, "after", Long.MAX_VALUE)
            : number("Last-Event-ID", last, Long.MAX_VALUE);
    Long limit = number(ctx, "limit", MAX_LIMIT);
    Long wait = number(ctx, "wait", MAX_WAIT_SECONDS);
    if (limit != null && limit == 0) {
      throw bad("limit", MAX_LIMIT);
    }
    return new FeedRequest(
        after,
        limit == null ? MAX_LIMIT : limit.intValue(),
        Duration.ofSeconds(wait == null ? 0 : wait),
        streams);
  }

  /**
   * Whether a caller wants a stream (RFC 9110, section 12.5.1). It must name its type. If it wants
   * JSON as much, it gets the stream.
   */
  private static boolean streams(List<MIMEHeader> accepted) {
    float stream = quality(accepted, "text/event-stream");
    return stream > 0 && stream >= quality(accepted, "application/json", "application/*", "*/*");
  }

  /** The quality of the first of the types that is in the header; 0 if none is. */
  private static float quality(List<MIMEHeader> accepted, String... types) {
    for (String type : types) {
      for (MIMEHeader one : accepted) {
        if (type.equalsIgnoreCase(one.component() + "/" + one.subComponent())) {
          return one.weight();
        }
      }
    }
    return 0;
  }

  private static @Nullable Long number(RoutingContext ctx, String name, long max) {
    List<String> values = ctx.queryParam(name);
    if (values.size() > 1) {
      throw new RefusalException(Reason.BAD_REQUEST, name + " is there more than once");
    }
    return values.isEmpty() ? null : number(name, values.get(0), max);
  }

  private static Long number(String name, String text, long max) {
    boolean isNumber =
        !text.isEmpty()
            && text.length() <= MAX_DIGITS
            && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    if (!isNumber || Long.parseLong(text) > max) {
      throw bad(name, max);
    }
    return Long.valueOf(text);
  }

  private static RefusalException bad(String name, long max) {
    return new RefusalException(
        Reason.BAD_REQUEST,
        switch (name) {
          case "limit" -> "limit must be a whole number from 1 to " + max;
          case "wait" -> "wait must be a whole number of seconds from 0 to " + max;
          default -> name + " must be the number of an event: 0, 1, 2 and so on";
        });
  }
}
