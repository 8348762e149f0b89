package io.tallystick.token;

import io.tallystick.event.Defect;
import io.tallystick.event.PrintableText;
import java.text.Normalizer;

/**
 * Checks identities: a text that can be stored and shown, and cannot be mistaken for a token or for
 * another identity. The API checks what callers send, and the store what nodes send.
 */
public final class Identity {

  private static final int MAX_LENGTH = 255;
  private static final int BRAILLE_BLANK = 0x2800;

  private Identity() {}

  /**
   * The identity of a new token, in Unicode's form NFC: a text has one form only, however an editor
   * has composed it.
   *
   * @throws InvalidIdentityException saying what is wrong with the identity
   */
  public static String ofNewToken(String sent) {
    if (sent.isBlank()) {
      throw new InvalidIdentityException(
          Defect.IDENTITY_BLANK,
          "identity is empty; it names the service or user whose token it will be");
    }
    boolean plain = PrintableText.isPrintableAscii(sent);
    if (!plain) {
      sent.codePoints().forEach(Identity::checkCharacter);
    }
    if (sent.startsWith(" ") || sent.endsWith(" ")) {
      throw new InvalidIdentityException(
          Defect.IDENTITY_CHARACTER, "identity begins or ends with a blank; send it without");
    }
    String identity = plain ? sent : nfc(sent);
    int length = identity.codePointCount(0, identity.length());
    if (length > MAX_LENGTH) {
      throw new InvalidIdentityException(
          Defect.IDENTITY_TOO_LONG,
          "identity has %d characters; at most %d are allowed".formatted(length, MAX_LENGTH));
    }
    if (TokenShape.in(identity)) {
      throw new InvalidIdentityException(
          Defect.IDENTITY_LIKE_TOKEN,
          "identity looks like a token; send the name of its holder instead");
    }
    return identity;
  }

  /** The text in form NFC, in which the identities of new tokens are. */
  public static String nfc(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /**
   * Whether there may be a token of this identity, so that the store may be asked for it and an
   * event may have it. Earlier builds have issued tokens for more identities than {@link
   * #ofNewToken} accepts.
   */
  public static boolean mayHaveToken(String identity) {
    return mayBeStored(identity) && !TokenShape.in(nfc(identity));
  }

  /**
   * Whether an earlier build may have stored a token of this identity. Nobody can ask for it if it
   * looks like a token, but the token can be revoked.
   */
  static boolean mayBeStored(String identity) {
    String nfc = nfc(identity);
    return !identity.isBlank()
        && nfc.codePointCount(0, nfc.length()) <= MAX_LENGTH
        && identity.codePoints().noneMatch(Identity::isControl);
  }

  private static void checkCharacter(int codePoint) {
    if (isControl(codePoint)) {
      throw new InvalidIdentityException(
          Defect.IDENTITY_CHARACTER,
          Character.getType(codePoint) == Character.SURROGATE
              ? "identity has half of a surrogate pair in it (U+%04X)".formatted(codePoint)
              : "identity has the control character U+%04X in it".formatted(codePoint));
    }
    boolean blank = codePoint != ' ' && Character.getType(codePoint) == Character.SPACE_SEPARATOR;
    if (blank || codePoint == BRAILLE_BLANK) {
      throw new InvalidIdentityException(
          Defect.IDENTITY_CHARACTER,
          "identity has the blank U+%04X in it; only the plain one, U+0020, is allowed"
              .formatted(codePoint));
    }
    if (!PrintableText.isPrintable(codePoint)) {
      throw new InvalidIdentityException(
          Defect.IDENTITY_CHARACTER,
          "identity has U+%04X in it, which is invisible, private or unassigned in Unicode, so it"
                  .formatted(codePoint)
              + " could look like another identity");
    }
  }

  static boolean isControl(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
