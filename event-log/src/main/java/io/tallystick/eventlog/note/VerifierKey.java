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
 * The public half of an Ed25519 key with a name, in the form of the C2SP's signed notes: {@code
 * <name>+<id>+<base64 of 1 and the key>}.
 */
public final class VerifierKey {

  /** Bytes of an Ed25519 signature (RFC 8032). */
  static final int SIGNATURE_LENGTH = 64;

  static final int ID_LENGTH = 4;

  private static final byte ED25519 = 1;
  private static final int KEY_LENGTH = 32;
  // What stands before the 32 bytes of a key in its X.509 form (RFC 8410, section 4).
  private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String name;
  private final byte[] key;
  private final PublicKey publicKey;

  private VerifierKey(String name, byte[] key) {
    if (name.isEmpty() || name.contains("+") || name.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException("a key's name has no white space and no plus sign");
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
      throw new IllegalArgumentException("no Ed25519 key", e);
    }
  }

  /** The key of that name, as the JDK holds it. */
  public static VerifierKey of(String name, PublicKey publicKey) {
    byte[] encoded = publicKey.getEncoded();
    return new VerifierKey(name, Arrays.copyOfRange(encoded, X509_HEAD.length, encoded.length));
  }

  /**
   * Reads a key's text.
   *
   * @throws IllegalArgumentException that says what a key looks like
   */
  public static VerifierKey parse(String text) {
    String[] parts = text.strip().split("\\+", 3);
    byte[] typed = parts.length == 3 ? decoded(parts[2]) : null;
    if (typed == null || typed.length != KEY_LENGTH + 1 || typed[0] != ED25519) {
      throw new IllegalArgumentException(
          "a public key looks like name+1a2b3c4d+AbC…, with 44 characters behind the last plus");
    }
    VerifierKey parsed = new VerifierKey(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
    if (!parsed.idText().equals(parts[1])) {
      throw new IllegalArgumentException("the public key's id is not that of its name and bytes");
    }
    return parsed;
  }

  public String name() {
    return name;
  }

  /** What a signature is found by: the first bytes of a hash over name and key. */
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

  /** The id as it stands in a key's text: 8 hexadecimal digits. */
  String idText() {
    return HexFormat.of().formatHex(id());
  }

  /** Whether the signature over a text was made with the private half. */
  boolean verifies(String text, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(publicKey);
      ed25519.update(text.getBytes(StandardCharsets.UTF_8));
      return ed25519.verify(signature);
    } catch (GeneralSecurityException e) {
      // A signature of the wrong length or form.
      return false;
    }
  }

  /** The key as OpenSSL reads it. */
  public String pem() {
    return Pem.text("PUBLIC KEY", x509(key));
  }

  private static byte[] x509(byte[] key) {
    byte[] encoded = Arrays.copyOf(X509_HEAD, X509_HEAD.length + key.length);
    System.arraycopy(key, 0, encoded, X509_HEAD.length, key.length);
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

  @Override
  public String toString() {
    byte[] typed = new byte[KEY_LENGTH + 1];
    typed[0] = ED25519;
    System.arraycopy(key, 0, typed, 1, KEY_LENGTH);
    return "%s+%s+%s".formatted(name, idText(), StrictBase64.encode(typed));
  }
}
