package io.tallystick.eventlog.note;

import io.tallystick.eventlog.file.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/**
 * An Ed25519 key pair (RFC 8032) with a name, which signs notes. Its file has two PEM blocks, one
 * for each half, and only its owner may read it.
 */
public final class SignerKey {

  private final PrivateKey privateKey;
  private final VerifierKey verifier;

  private SignerKey(String name, PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.verifier = VerifierKey.of(name, publicKey);
  }

  /**
   * Generates a key.
   *
   * @param name must have no white space and no plus sign
   * @throws IllegalArgumentException if it has
   */
  public static SignerKey generate(String name) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new SignerKey(name, pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK since 15 has Ed25519", e);
    }
  }

  /**
   * Reads a key from a file.
   *
   * @param name the name of the key, which is not in the file
   * @throws java.nio.file.NoSuchFileException if the file is missing
   * @throws IOException if the file cannot be read, or is not a key; the message says which
   */
  public static SignerKey ofFile(Path file, String name) throws IOException {
    String text = Files.readString(file);
    try {
      int middle = text.indexOf("-----BEGIN PUBLIC KEY-----");
      if (middle < 0) {
        throw new IllegalArgumentException("it has no public key");
      }
      KeyFactory factory = KeyFactory.getInstance("Ed25519");
      SignerKey key =
          new SignerKey(
              name,
              factory.generatePrivate(
                  new PKCS8EncodedKeySpec(Pem.parse("PRIVATE KEY", text.substring(0, middle)))),
              factory.generatePublic(
                  new X509EncodedKeySpec(Pem.parse("PUBLIC KEY", text.substring(middle)))));
      if (!key.verifier.verifies("", key.sign(""))) {
        throw new IllegalArgumentException("its halves belong to different keys");
      }
      return key;
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      // Without its cause, because that message could contain parts of the key.
      throw new IOException(
          file
              + " must contain an Ed25519 key as two PEM blocks, PRIVATE KEY and PUBLIC KEY, one half each");
    }
  }

  /**
   * Writes both halves to a file that only its owner may read. Replaces the file if there is one.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    DurableFile.replace(file, pem());
  }

  /**
   * Writes both halves to a new file that only its owner may read.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is such a file; it is left as it is
   * @throws IOException if it cannot be written
   */
  public void writeNew(Path file) throws IOException {
    DurableFile.createForOwner(file, pem());
  }

  private String pem() {
    return Pem.text("PRIVATE KEY", privateKey.getEncoded()) + verifier.pem();
  }

  /** The public half. */
  public VerifierKey verifier() {
    return verifier;
  }

  /** The 64 bytes of the signature over a text in UTF-8. */
  byte[] sign(String text) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(privateKey);
      ed25519.update(text.getBytes(StandardCharsets.UTF_8));
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a valid key cannot sign", e);
    }
  }
}
