package io.tallystick.token;

import io.tallystick.event.SecretHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * A token in the form that its holder has: {@code prefix_}, then 22 digits of its id, 43 of its
 * secret, and 6 of a CRC-32 over everything before them. All digits are in base 62.
 *
 * <p>The id is public and appears in logs. The secret must not, so {@link #toString} omits it. The
 * checksum detects typing errors without a database query. It is not a protection against forgery.
 */
public final class Token {

  /** Length of a secret in bytes. */
  public static final int SECRET_BYTES = 32;

  private static final int ID_DIGITS = TokenId.DIGITS;
  private static final int SECRET_DIGITS = 43;
  private static final int CHECKSUM_DIGITS = 6;

  /** Number of digits after the prefix and its underscore. */
  static final int BODY_DIGITS = ID_DIGITS + SECRET_DIGITS + CHECKSUM_DIGITS;

  private static final int MAX_PREFIX = 20;

  private final String prefix;
  private final UUID id;
  private final byte[] secret;

  /**
   * Creates a token.
   *
   * @param prefix the prefix, without its underscore
   * @param id the public id
   * @param secret {@link #SECRET_BYTES} bytes, which are copied
   */
  public Token(String prefix, UUID id, byte[] secret) {
    this.prefix = prefix;
    this.id = id;
    this.secret = secret.clone();
  }

  /**
   * Parses a token with any well-formed prefix; empty if the text is not a token or its checksum is
   * wrong.
   */
  public static Optional<Token> parse(String text) {
    int body = text.length() - BODY_DIGITS;
    if (!hasPrefix(text, body)) {
      return Optional.empty();
    }
    int secretAt = body + ID_DIGITS;
    int checksumAt = secretAt + SECRET_DIGITS;
    Optional<UUID> id = TokenId.read(text, body);
    byte[] secret = Base62.decode(text, secretAt, checksumAt, SECRET_BYTES);
    byte[] checksum = Base62.decode(text, checksumAt, text.length(), Integer.BYTES);
    if (id.isEmpty() || secret.length == 0 || checksum.length == 0) {
      return Optional.empty();
    }
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    if (ByteBuffer.wrap(checksum).getInt() != checksum(ascii, checksumAt)) {
      return Optional.empty();
    }
    return Optional.of(new Token(text.substring(0, body - 1), id.get(), secret));
  }

  /**
   * Whether a text has the form of a token: a well-formed prefix and as many digits. It is no token
   * if its checksum is wrong.
   */
  static boolean hasForm(String text) {
    int body = text.length() - BODY_DIGITS;
    return hasPrefix(text, body) && text.chars().skip(body).allMatch(c -> Base62.isDigit((char) c));
  }

  /** The public id. */
  public UUID id() {
    return id;
  }

  /** The hash of the secret, which may be stored. */
  public SecretHash secretHash() {
    return SecretHash.ofSecret(secret);
  }

  /** The complete token, secret included. Only its holder may see it. */
  public String text() {
    int body = prefix.length() + 1;
    byte[] ascii = new byte[body + BODY_DIGITS];
    System.arraycopy(prefix.getBytes(StandardCharsets.US_ASCII), 0, ascii, 0, prefix.length());
    ascii[prefix.length()] = '_';
    int checksumAt = body + ID_DIGITS + SECRET_DIGITS;
    TokenId.write(id, ascii, body);
    Base62.encode(secret, ascii, body + ID_DIGITS, SECRET_DIGITS);
    byte[] checksum = ByteBuffer.allocate(4).putInt(checksum(ascii, checksumAt)).array();
    Base62.encode(checksum, ascii, checksumAt, CHECKSUM_DIGITS);
    return new String(ascii, StandardCharsets.US_ASCII);
  }

  /** The public id, without the secret. */
  @Override
  public String toString() {
    return "token " + id;
  }

  private static int checksum(byte[] ascii, int length) {
    CRC32 crc = new CRC32();
    crc.update(ascii, 0, length);
    return (int) crc.getValue();
  }

  /**
   * Whether the text up to the body is a prefix: a letter, then letters, digits and underscores,
   * then an underscore.
   */
  private static boolean hasPrefix(String text, int body) {
    if (body < 2 || body > MAX_PREFIX + 1) {
      return false;
    }
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
