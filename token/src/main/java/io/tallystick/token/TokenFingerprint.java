package io.tallystick.token;

import io.tallystick.event.SecretHash;
import java.util.Optional;
import java.util.UUID;

/**
 * What events may hold of a token, so that whoever has one can find them.
 *
 * @param id the token's public name
 * @param secretHash SHA-256 of its secret
 */
public record TokenFingerprint(UUID id, SecretHash secretHash) {

  /** That of a token; empty where the text is none, or was mistyped. */
  public static Optional<TokenFingerprint> of(String text) {
    return Token.parse(text).map(token -> new TokenFingerprint(token.id(), token.secretHash()));
  }
}
