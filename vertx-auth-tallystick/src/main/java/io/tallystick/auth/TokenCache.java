package io.tallystick.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Valid tokens, and those revoked since. A token is used only if
 *
 * <ul>
 *   <li>the feed of revocations is fresh: it has told of all revocations until a time that is not
 *       longer ago than the bound;
 *   <li>and the feed has not told of the token's revocation. Revocations are kept longer than
 *       tokens, so it does not matter whether the answer of the service or the revocation arrives
 *       first;
 *   <li>and the feed has told of all revocations since the service was asked about the token. Each
 *       time there may be a gap, a new era begins, and tokens of earlier ones are not used.
 * </ul>
 *
 * <p>Thread-safe.
 */
final class TokenCache {

  // Of more revocations, none is kept: a new era costs less memory.
  private static final int MAX_REVOKED = 200_000;
  private static final int NO_ERA = 0;

  private record Known(ValidToken token, int era) {}

  private final Cache<TokenKey, Known> tokens;
  private final Cache<UUID, Boolean> revoked;
  private final long maxStalenessNanos;
  private final LongSupplier nanoTime;
  private final InstantSource clock;
  private final AtomicInteger era = new AtomicInteger(NO_ERA);
  private volatile long freshAsOfNanos;

  /**
   * Creates an empty cache.
   *
   * @param timeout how long an answer of the service may take
   * @param nanoTime the time, as {@link System#nanoTime}
   */
  TokenCache(
      TallystickAuthOptions.Cache options,
      Duration timeout,
      LongSupplier nanoTime,
      InstantSource clock) {
    this.tokens =
        Caffeine.newBuilder()
            .maximumSize(options.tokens())
            .expireAfterWrite(options.maxAge())
            .ticker(nanoTime::getAsLong)
            .build();
    this.revoked =
        Caffeine.newBuilder()
            // Longer than any answer may be on its way, and then be kept.
            .expireAfterWrite(options.maxAge().plus(timeout).multipliedBy(2))
            .ticker(nanoTime::getAsLong)
            .build();
    this.maxStalenessNanos = options.maxStaleness().toNanos();
    this.nanoTime = nanoTime;
    this.clock = clock;
  }

  /** The token, if it is known to be valid; otherwise null. */
  @Nullable ValidToken find(TokenKey key) {
    // The freshness first: what is found later is at least as new.
    Known known = isFresh() ? tokens.getIfPresent(key) : null;
    if (known == null) {
      return null;
    }
    // The era last: a new one forgets the revocations of the last one.
    if (clock.millis() < known.token().expiresAtMillis()
        && revoked.getIfPresent(known.token().id()) == null
        && known.era() == era.get()) {
      return known.token();
    }
    tokens.invalidate(key);
    return null;
  }

  boolean isFresh() {
    return era.get() != NO_ERA && nanoTime.getAsLong() - freshAsOfNanos <= maxStalenessNanos;
  }

  /** The era now. Call this before the service is asked, and pass it on with the answer. */
  int era() {
    return era.get();
  }

  /** Remembers a token. */
  void put(TokenKey key, ValidToken token, int eraWhenAsked) {
    if (eraWhenAsked != NO_ERA && eraWhenAsked == era.get()) {
      tokens.put(key, new Known(token, eraWhenAsked));
    }
  }

  /** From now on, the feed tells of all revocations. Before, it may not have. */
  void beginEra() {
    era.incrementAndGet();
    tokens.invalidateAll();
    revoked.invalidateAll();
  }

  /** The feed tells of a revocation. */
  void revoke(UUID tokenId) {
    if (revoked.estimatedSize() >= MAX_REVOKED) {
      beginEra();
    }
    revoked.put(tokenId, true);
  }

  /**
   * The feed has told of all revocations that were answered until a time.
   *
   * @param nanos by this cache's clock; a time in the future counts as now
   */
  void freshAsOf(long nanos) {
    long now = nanoTime.getAsLong();
    freshAsOfNanos = nanos - now > 0 ? now : nanos;
  }
}
