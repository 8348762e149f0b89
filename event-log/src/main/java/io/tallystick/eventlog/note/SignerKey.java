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
 * An Ed25519 key with a name, which signs notes. Its two halves stand in a file of two PEM blocks
 * that its owner alone may read.
 */
public final class SignerKey {

  private final PrivateKey privateKey;
  private final VerifierKey verifier;

  private SignerKey(String name, PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.verifier = VerifierKey.of(name, publicKey);
  }

  public static SignerKey generate(String name) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new SignerKey(name, pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK since 15 has Ed25519", e);
    }
  }

  /**
   * Reads the key of a file, which is made, readable by its owner alone, where it is missing.
   *
   * @throws IOException that says what is wrong with the file
   */
  public static SignerKey ofFile(Path file, String name) throws IOException {
    if (!Files.exists(file)) {
      generate(name).write(file);
    }
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
        throw new IllegalArgumentException("its halves belong to two keys");
      }
      return key;
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      // Its message may quote the key.
      throw new IOException(
          file
              + " must hold an Ed25519 key as two PEM blocks, PRIVATE KEY and PUBLIC KEY, one half each");
    }
  }

  /** Leaves both halves in a file that its owner alone may read. */
  public void write(Path file) throws IOException {
    DurableFile.writeForOwner(file, pem());
  }

  private String pem() {
    return Pem.text("PRIVATE KEY", privateKey.getEncoded()) + verifier.pem();
  }

  public VerifierKey verifier() {
    return verifier;
  }

  public byte[] sign(String text) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(privateKey);
      ed25519.update(text.getBytes(StandardCharsets.UTF_8));
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key of our own cannot sign", e);
    }
  }
}
