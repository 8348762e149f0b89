package io.tallystick.token;

import io.tallystick.event.SecretHash;
import java.util.Optional;
import java.util.UUID;

/**
 * What the store and events have of a token. It is enough to find the token in hand.
 *
 * @param id the token's public id
 * @param secretHash the SHA-256 of its secret; of an imported token, of its whole text
 * @param isImported whether the token can only be one that was made elsewhere
 */
public record TokenFingerprint(UUID id, SecretHash secretHash, boolean isImported) {

  /**
   * The fingerprint of a token. A text of another form than ours may be a token that was imported.
   *
   * @return empty if the text has our form and was mistyped
   */
  public static Optional<TokenFingerprint> of(String text) {
    Optional<Token> token = Token.parse(text);
    return token.isEmpty() && !Token.hasForm(text)
        ? Optional.of(ofImported(text))
        : token.map(ours -> new TokenFingerprint(ours.id(), ours.secretHash(), false));
  }

  private static TokenFingerprint ofImported(String text) {
    SecretHash hash = ImportedToken.hash(text);
    return new TokenFingerprint(ImportedToken.id(hash), hash, true);
  }
}
