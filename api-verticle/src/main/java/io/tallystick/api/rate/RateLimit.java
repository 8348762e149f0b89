package io.tallystick.api.rate;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * At most so many requests in a minute for each key, such as a caller's address: a token bucket
 * that holds as many as a minute has. It remembers the keys that were used last.
 *
 * <p>Thread-safe: all event loops share it.
 */
final class RateLimit {

  private static final int MAX_KEYS = 10_000;
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final String name;
  private final int perMinute;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MAX_KEYS;
        }
      };

  /**
   * Creates a limit.
   *
   * @param name the name of the policy in the header fields
   */
  RateLimit(String name, int perMinute) {
    this.name = name;
    this.perMinute = perMinute;
  }

  /**
   * Counts a request, and tells its caller what is left, in the fields of
   * draft-ietf-httpapi-ratelimit-headers-10. If nothing is left, the request fails with 429 (RFC
   * 6585, section 4), and this returns false.
   */
  boolean admit(RoutingContext ctx, String key) {
    ConsumptionProbe probe = bucket(key).tryConsumeAndReturnRemaining(1);
    long seconds =
        Math.max(
            1,
            ceilSeconds(
                probe.isConsumed()
                    ? probe.getNanosToWaitForReset()
                    : probe.getNanosToWaitForRefill()));
    HttpServerResponse response = ctx.response();
    response
        .headers()
        .add("RateLimit-Policy", "\"%s\";q=%d;w=%d".formatted(name, perMinute, WINDOW.toSeconds()));
    response
        .headers()
        .add("RateLimit", "\"%s\";r=%d;t=%d".formatted(name, probe.getRemainingTokens(), seconds));
    if (!probe.isConsumed()) {
      response.putHeader("Retry-After", Long.toString(seconds));
      ctx.fail(429);
    }
    return probe.isConsumed();
  }

  /** Counts a request of which there are many in one, and tells whether something was left. */
  boolean admits(String key) {
    return bucket(key).tryConsume(1);
  }

  private synchronized Bucket bucket(String key) {
    return buckets.computeIfAbsent(
        key,
        absent ->
            Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, WINDOW))
                .build());
  }

  private static long ceilSeconds(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1);
  }
}
