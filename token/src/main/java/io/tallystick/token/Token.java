package io.tallystick.token;

import io.tallystick.event.SecretHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * A token as its holder has it: {@code prefix_} + 22 digits of its id + 43 of its secret + 6 of a
 * CRC-32 over all before, in base 62.
 *
 * <p>The id is public and stands in logs; the secret is not, so {@link #toString} leaves it out.
 * The checksum tells a mistyped token from a wrong one without a query; it protects nothing.
 */
public final class Token {

  public static final int SECRET_BYTES = 32;

  private static final int ID_BYTES = 16;
  private static final int ID_DIGITS = 22;
  private static final int SECRET_DIGITS = 43;
  private static final int CHECKSUM_DIGITS = 6;

  /** Digits behind the prefix and its underscore. */
  static final int BODY_DIGITS = ID_DIGITS + SECRET_DIGITS + CHECKSUM_DIGITS;

  private static final int MAX_PREFIX = 20;

  private final String prefix;
  private final UUID id;
  private final byte[] secret;

  /** A token of these parts; the secret has {@link #SECRET_BYTES} bytes. */
  public Token(String prefix, UUID id, byte[] secret) {
    this.prefix = prefix;
    this.id = id;
    this.secret = secret.clone();
  }

  /** Reads a token with any well-formed prefix; empty where the text is none, or was mistyped. */
  public static Optional<Token> parse(String text) {
    int body = text.length() - BODY_DIGITS;
    if (body < 2 || body > MAX_PREFIX + 1 || !isPrefix(text, body)) {
      return Optional.empty();
    }
    int secretAt = body + ID_DIGITS;
    int checksumAt = secretAt + SECRET_DIGITS;
    byte[] id = Base62.decode(text, body, secretAt, ID_BYTES);
    byte[] secret = Base62.decode(text, secretAt, checksumAt, SECRET_BYTES);
    byte[] checksum = Base62.decode(text, checksumAt, text.length(), Integer.BYTES);
    if (id.length == 0 || secret.length == 0 || checksum.length == 0) {
      return Optional.empty();
    }
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    if (ByteBuffer.wrap(checksum).getInt() != checksum(ascii, checksumAt)) {
      return Optional.empty();
    }
    ByteBuffer idBytes = ByteBuffer.wrap(id);
    UUID uuid = new UUID(idBytes.getLong(), idBytes.getLong());
    return Optional.of(new Token(text.substring(0, body - 1), uuid, secret));
  }

  public UUID id() {
    return id;
  }

  /** What the store may know of the secret. */
  public SecretHash secretHash() {
    return SecretHash.ofSecret(secret);
  }

  /** The token itself, for the eyes of its holder alone. */
  public String text() {
    int body = prefix.length() + 1;
    byte[] ascii = new byte[body + BODY_DIGITS];
    System.arraycopy(prefix.getBytes(StandardCharsets.US_ASCII), 0, ascii, 0, prefix.length());
    ascii[prefix.length()] = '_';
    byte[] idBytes =
        ByteBuffer.allocate(ID_BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    int checksumAt = body + ID_DIGITS + SECRET_DIGITS;
    Base62.encode(idBytes, ascii, body, ID_DIGITS);
    Base62.encode(secret, ascii, body + ID_DIGITS, SECRET_DIGITS);
    byte[] checksum = ByteBuffer.allocate(4).putInt(checksum(ascii, checksumAt)).array();
    Base62.encode(checksum, ascii, checksumAt, CHECKSUM_DIGITS);
    return new String(ascii, StandardCharsets.US_ASCII);
  }

  /** Names the token without its secret. */
  @Override
  public String toString() {
    return "token " + id;
  }

  private static int checksum(byte[] ascii, int length) {
    CRC32 crc = new CRC32();
    crc.update(ascii, 0, length);
    return (int) crc.getValue();
  }

  /** Letters, digits and underscores, first a letter, then the underscore before the body. */
  private static boolean isPrefix(String text, int body) {
    char first = text.charAt(0);
    if (!Base62.isDigit(first) || first <= '9' || text.charAt(body - 1) != '_') {
      return false;
    }
    for (int i = 1; i < body - 1; i++) {
      if (!Base62.isDigit(text.charAt(i)) && text.charAt(i) != '_') {
        return false;
      }
    }
    return true;
  }
}
