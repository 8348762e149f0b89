package io.tallystick.api.answer;

import io.tallystick.token.TokenShape;
import io.vertx.core.MultiMap;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ids of a request, for its event and its answer.
 *
 * @param own the id that this service has made
 * @param caller the caller's trace id, or else its {@code X-Request-ID}; null if there is neither
 * @param requestId what the answer has: the caller's {@code X-Request-ID}, or else {@code own}
 * @param traceparent what the answer has: the caller's trace, or a new one, with this service as
 *     the parent (W3C Trace Context, section 3.2)
 */
public record RequestIds(
    String own, @Nullable String caller, String requestId, String traceparent) {

  static final String REQUEST_ID = "X-Request-ID";
  static final String TRACEPARENT = "traceparent";

  private static final Pattern REQUEST_ID_FORM = Pattern.compile("[0-9A-Za-z._:-]{1,64}");
  // Later versions may have more behind this, and ff is no version. Neither id may be zero.
  private static final Pattern TRACEPARENT_FORM =
      Pattern.compile(
          "(?!ff)([0-9a-f]{2})"
              + "-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?");
  private static final int SAMPLED = 1;

  /**
   * The ids of a request with these headers. What is not well-formed, is sent twice, or may be a
   * secret counts as not sent.
   *
   * @param newId makes the service's own id
   */
  public static RequestIds of(MultiMap headers, Supplier<UUID> newId) {
    UUID id = newId.get();
    String own = id.toString();
    String sent = sentId(headers);
    String requestId = sent == null ? own : sent;
    String traceparent = single(headers, TRACEPARENT);
    if (traceparent != null) {
      Matcher trace = TRACEPARENT_FORM.matcher(traceparent);
      if (trace.matches() && (trace.group(4) == null || !trace.group(1).equals("00"))) {
        String traceId = trace.group(2);
        int flags = Integer.parseInt(trace.group(3), 16) & SAMPLED;
        return new RequestIds(own, traceId, requestId, child(traceId, flags));
      }
    }
    HexFormat hex = HexFormat.of();
    String traceId =
        hex.toHexDigits(id.getMostSignificantBits())
            + hex.toHexDigits(id.getLeastSignificantBits());
    return new RequestIds(own, sent, requestId, child(traceId, 0));
  }

  private static @Nullable String sentId(MultiMap headers) {
    String id = single(headers, REQUEST_ID);
    return id != null && REQUEST_ID_FORM.matcher(id).matches() && TokenShape.redact(id).equals(id)
        ? id
        : null;
  }

  private static @Nullable String single(MultiMap headers, String name) {
    // Most requests have none.
    String first = headers.get(name);
    return first == null || headers.getAll(name).size() == 1 ? first : null;
  }

  private static String child(String traceId, int flags) {
    long parent = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    HexFormat hex = HexFormat.of();
    return "00-" + traceId + "-" + hex.toHexDigits(parent) + "-" + hex.toHexDigits((byte) flags);
  }
}
