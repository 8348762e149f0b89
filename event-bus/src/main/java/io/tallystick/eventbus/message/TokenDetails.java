package io.tallystick.eventbus.message;

import io.tallystick.event.SecretHash;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the store knows of a token.
 *
 * @param tokenId its public id
 * @param secretHash the hash of its secret
 * @param identity the identity that it belongs to
 * @param issuedAt when it was issued, by the database's clock
 * @param expiresAt the time from which it is no longer valid
 * @param revokedAt when it was revoked; null if it was not
 * @param lastUsedAt when its last use was recorded, by the database's clock; null if none was
 * @param label what the token is for; null if that was not said
 * @param metadata further notes, in the order of their names; unmodifiable
 * @param state whether it was valid when the store was asked, by the database's clock
 */
public record TokenDetails(
    UUID tokenId,
    SecretHash secretHash,
    String identity,
    Instant issuedAt,
    Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt,
    @Nullable String label,
    Map<String, String> metadata,
    State state) {

  /** Copies the metadata. */
  public TokenDetails {
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  /** The same token after it was revoked at a time. */
  public TokenDetails revoked(Instant at) {
    return new TokenDetails(
        tokenId,
        secretHash,
        identity,
        issuedAt,
        expiresAt,
        at,
        lastUsedAt,
        label,
        metadata,
        State.REVOKED);
  }

  /** Whether a token is valid. The names are part of the wire form and of the store's SQL. */
  public enum State {
    /** It is valid. */
    LIVE,
    /** It was revoked; it may have expired, too. */
    REVOKED,
    /** It has expired, and was not revoked before. */
    EXPIRED
  }
}
