package io.tallystick.token;

import io.tallystick.event.SecretHash;
import java.util.Optional;
import java.util.UUID;

/**
 * What events contain of a token. It is enough to find the events of a token in hand.
 *
 * @param id the token's public id
 * @param secretHash the SHA-256 of its secret
 */
public record TokenFingerprint(UUID id, SecretHash secretHash) {

  /** The fingerprint of a token; empty if the text is not a token or its checksum is wrong. */
  public static Optional<TokenFingerprint> of(String text) {
    return Token.parse(text).map(token -> new TokenFingerprint(token.id(), token.secretHash()));
  }
}
