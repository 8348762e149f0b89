package io.tallystick.eventlog.note;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The public half of an Ed25519 key with a name. Its text form is that of a C2SP signed-note
 * verifier key: {@code <name>+<id>+<base64 of 1 and the key>}.
 */
public final class VerifierKey {

  /** Length of an Ed25519 signature in bytes (RFC 8032). */
  static final int SIGNATURE_LENGTH = 64;

  /** Length of a key id in bytes. */
  static final int ID_LENGTH = 4;

  private static final byte ED25519 = 1;
  private static final int KEY_LENGTH = 32;
  // The bytes before the 32 bytes of a key in its X.509 form (RFC 8410, section 4).
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String name;
  private final byte[] key;
  private final PublicKey publicKey;

  private VerifierKey(String name, byte[] key) {
    if (name.isEmpty() || name.contains("+") || name.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException(
          "the name of a key must not contain white space or a plus sign");
    }
    if (key.length != KEY_LENGTH) {
      throw new IllegalArgumentException("an Ed25519 key has " + KEY_LENGTH + " bytes");
    }
    this.name = name;
    this.key = key;
    try {
      publicKey =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509(key)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("this is not an Ed25519 key", e);
    }
  }

  /**
   * Creates a key from a key of the JDK.
   *
   * @throws IllegalArgumentException if the name has white space or a plus sign
   */
  static VerifierKey of(String name, PublicKey publicKey) {
    byte[] encoded = publicKey.getEncoded();
    return new VerifierKey(name, Arrays.copyOfRange(encoded, X509_PREFIX.length, encoded.length));
  }

  /**
   * Parses the text form of a key.
   *
   * @throws IllegalArgumentException if it is not a key; the message says what one looks like
   */
  public static VerifierKey parse(String text) {
    String[] parts = text.strip().split("\\+", 3);
    byte[] typedKey = parts.length == 3 ? decoded(parts[2]) : null;
    if (typedKey == null || typedKey.length != KEY_LENGTH + 1 || typedKey[0] != ED25519) {
      throw new IllegalArgumentException(
          "a public key looks like name+1a2b3c4d+AbC…, with 44 characters after the last plus");
    }
    VerifierKey parsed =
        new VerifierKey(parts[0], Arrays.copyOfRange(typedKey, 1, typedKey.length));
    if (!parsed.idText().equals(parts[1])) {
      throw new IllegalArgumentException(
          "the id of the public key does not match its name and bytes");
    }
    return parsed;
  }

  /** The name, which is the origin of the log. */
  String name() {
    return name;
  }

  /**
   * The key id, which identifies the signatures of this key: the first bytes of a hash over its
   * name and bytes.
   */
  byte[] id() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
      digest.update(ED25519);
      return Arrays.copyOf(digest.digest(key), ID_LENGTH);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The key id as 8 hexadecimal digits. */
  String idText() {
    return HexFormat.of().formatHex(id());
  }

  /** Whether a signature over a text was made with the private half. */
  boolean verifies(String text, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(publicKey);
      ed25519.update(text.getBytes(StandardCharsets.UTF_8));
      return ed25519.verify(signature);
    } catch (GeneralSecurityException e) {
      // The signature has the wrong length or form.
      return false;
    }
  }

  /** The key in PEM form, as OpenSSL reads it. */
  String pem() {
    return Pem.text("PUBLIC KEY", x509(key));
  }

  private static byte[] x509(byte[] key) {
    byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + key.length);
    System.arraycopy(key, 0, encoded, X509_PREFIX.length, key.length);
    return encoded;
  }

  private static byte @Nullable [] decoded(String base64) {
    try {
      return StrictBase64.decode(base64);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VerifierKey verifier
        && name.equals(verifier.name)
        && Arrays.equals(key, verifier.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key);
  }

  /** The text form of the key. */
  @Override
  public String toString() {
    byte[] typedKey = new byte[KEY_LENGTH + 1];
    typedKey[0] = ED25519;
    System.arraycopy(key, 0, typedKey, 1, KEY_LENGTH);
    return "%s+%s+%s".formatted(name, idText(), StrictBase64.encode(typedKey));
  }
}
