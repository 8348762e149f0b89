package io.tallystick.token;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The public id of a token as text: a UUID, or the 22 digits that stand in the token. */
public final class TokenId {

  /** Number of digits of an id in a token. */
  static final int DIGITS = 22;

  private static final int BYTES = 16;
  private static final Pattern UUID_TEXT =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private TokenId() {}

  /**
   * Reads an id in either form. The letters of a UUID may be in upper case. The digits of a token
   * are case-sensitive, and include leading zeros.
   *
   * @return the id; empty if the text is neither
   */
  public static Optional<UUID> parse(String text) {
    if (UUID_TEXT.matcher(text).matches()) {
      return Optional.of(UUID.fromString(text));
    }
    return text.length() == DIGITS ? read(text, 0) : Optional.empty();
  }

  /** Reads the digits that begin at an index; empty if they are not an id. */
  static Optional<UUID> read(String text, int from) {
    byte[] id = Base62.decode(text, from, from + DIGITS, BYTES);
    if (id.length == 0) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(id);
    return Optional.of(new UUID(bytes.getLong(), bytes.getLong()));
  }

  /** Writes the digits, in ASCII, from an index on. */
  static void write(UUID id, byte[] into, int from) {
    byte[] bytes =
        ByteBuffer.allocate(BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    Base62.encode(bytes, into, from, DIGITS);
  }
}
