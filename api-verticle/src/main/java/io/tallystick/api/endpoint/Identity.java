package io.tallystick.api.endpoint;

import io.tallystick.api.error.RefusalException;
import io.tallystick.event.Defect;
import io.tallystick.token.TokenShape;

/** Checks identities: a text that can be stored and shown, and cannot be mistaken for a token. */
final class Identity {

  private static final int MAX_LENGTH = 255;

  private Identity() {}

  /**
   * Returns a valid identity.
   *
   * @throws RefusalException saying what is wrong with the identity
   */
  static String check(String identity) {
    if (identity.isBlank()) {
      throw new RefusalException(
          Defect.IDENTITY_BLANK,
          "identity is empty; it names the service or user whose token it will be");
    }
    int length = identity.codePointCount(0, identity.length());
    if (length > MAX_LENGTH) {
      throw new RefusalException(
          Defect.IDENTITY_TOO_LONG,
          "identity has %d characters; at most %d are allowed".formatted(length, MAX_LENGTH));
    }
    if (TokenShape.in(identity)) {
      throw new RefusalException(
          Defect.IDENTITY_LIKE_TOKEN,
          "identity looks like a token; send the name of its holder instead");
    }
    identity.codePoints().forEach(Identity::checkCharacter);
    return identity;
  }

  /** Whether {@link #check} accepts the identity. */
  static boolean isValid(String identity) {
    try {
      check(identity);
      return true;
    } catch (RefusalException e) {
      return false;
    }
  }

  private static void checkCharacter(int codePoint) {
    switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          throw new RefusalException(
              Defect.IDENTITY_CHARACTER,
              "identity has the control character U+%04X in it".formatted(codePoint));
      case Character.SURROGATE ->
          throw new RefusalException(
              Defect.IDENTITY_CHARACTER,
              "identity has half of a surrogate pair in it (U+%04X)".formatted(codePoint));
      default -> {}
    }
  }
}
