package io.tallystick.eventbus.message;

import java.time.Instant;
import java.util.Objects;

/**
 * Asks the store to keep an idempotency key, unless it is kept already. If it is sent again, it is
 * done only once.
 *
 * @param scope the hash of the endpoint, the owner of the key, and the key, as 64 hexadecimal
 *     digits
 * @param fingerprint the hash of what the request asks for, as 64 hexadecimal digits
 * @param nonce from which the answer is derived, together with a key that the store never has; 64
 *     hexadecimal digits
 * @param keyId the name of that key, as 16 hexadecimal digits
 * @param at when the request came, to the millisecond
 * @param terms the settings that its answer depends on
 * @param windowMillis how long it is kept, in milliseconds; the store may keep it for less
 * @param millisLeft how long the caller still waits, in milliseconds
 */
public record ClaimKey(
    String scope,
    String fingerprint,
    String nonce,
    String keyId,
    Instant at,
    IssueTerms terms,
    long windowMillis,
    long millisLeft)
    implements Message, HasDeadline<ClaimKey> {

  /**
   * Checks that nothing is missing.
   *
   * @throws NullPointerException if it is
   */
  public ClaimKey {
    Objects.requireNonNull(scope);
    Objects.requireNonNull(fingerprint);
    Objects.requireNonNull(nonce);
    Objects.requireNonNull(keyId);
    Objects.requireNonNull(at);
    Objects.requireNonNull(terms);
  }

  @Override
  public ClaimKey withMillisLeft(long millis) {
    return new ClaimKey(scope, fingerprint, nonce, keyId, at, terms, windowMillis, millis);
  }
}
