package io.tallystick.api.tls;

import io.tallystick.config.value.TlsFiles;
import io.tallystick.config.value.TlsFiles.NamedFile;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The files of one end of TLS, read together and checked.
 *
 * @param certificate the certificate and those above it, as PEM
 * @param key its private key, as PEM; never shown
 * @param authorities the authorities of the other end, as PEM; null if that shows no certificate
 */
public record PemFiles(Buffer certificate, Buffer key, @Nullable Buffer authorities) {

  private static final byte[] SAMPLE = {1, 2, 3};
  // As TLS 1.3 has it: the cipher suite does not say how the other end proves its name.
  private static final String ANY_CIPHER = "UNKNOWN";
  // RFC 5280, section 4.2.1.12: serverAuth, and any purpose.
  private static final List<String> FOR_SERVERS = List.of("1.3.6.1.5.5.7.3.1", "2.5.29.37.0");

  /**
   * Reads the files, and blocks until that is done.
   *
   * @param now when the certificates must be valid
   * @throws IOException if a file is missing or has no PEM, if the key is not that of the
   *     certificate, if a certificate has expired, or if that of the key is not for servers; the
   *     message, for the operator, is a sentence that begins with the name of a setting
   */
  public static PemFiles read(TlsFiles files, Instant now) throws IOException {
    NamedFile authorities = files.authorities();
    PemFiles read =
        new PemFiles(
            read(files.certificate()),
            read(files.key()),
            authorities == null ? null : read(authorities));
    X509Certificate[] chain = read.chain(files);
    for (X509Certificate one : chain) {
      requireValid(files.certificate(), one, now);
    }
    requireForServers(files.certificate(), chain[0]);
    if (authorities != null) {
      read.trustManager(authorities);
    }
    return read;
  }

  /**
   * Reads the files of a node that takes the certificates of its like: it must take its own.
   *
   * @throws IOException as {@link #read} says, or if the authorities have not signed the
   *     certificate
   */
  public static PemFiles readMutual(TlsFiles files, Instant now) throws IOException {
    PemFiles read = read(files, now);
    NamedFile authorities = Objects.requireNonNull(files.authorities());
    X509Certificate[] chain = read.chain(files);
    X509TrustManager trust = read.trustManager(authorities);
    try {
      trust.checkServerTrusted(chain, ANY_CIPHER);
      trust.checkClientTrusted(chain, ANY_CIPHER);
    } catch (CertificateException e) {
      throw new IOException(
          ("%s: no other node would take this certificate; it must be signed by an authority in %s,"
                  + " and be good for both ends of TLS")
              .formatted(files.certificate(), authorities.path()),
          e);
    }
    return read;
  }

  /** The certificate with its key, for the options of a server or a client. */
  public PemKeyCertOptions keyPair() {
    return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
  }

  /** The authorities, for the options of a server or a client; null if there are none. */
  public @Nullable PemTrustOptions trust() {
    return authorities == null ? null : new PemTrustOptions().addCertValue(authorities);
  }

  private static Buffer read(NamedFile file) throws IOException {
    try {
      return Buffer.buffer(Files.readAllBytes(file.path()));
    } catch (IOException e) {
      throw new IOException(
          Files.exists(file.path())
              ? file + " cannot be read; the service needs the permission to"
              : file + " does not exist",
          e);
    }
  }

  /** The certificates, from that of the key to that of its authority. */
  private X509Certificate[] chain(TlsFiles files) throws IOException {
    requirePem(files.certificate(), certificate, "CERTIFICATE", "a certificate");
    requirePem(files.key(), key, "PRIVATE KEY", "a private key");
    try {
      // Vert.x reads files with its argument, and here are none left to read.
      X509KeyManager keys =
          (X509KeyManager) keyPair().getKeyManagerFactory(null).getKeyManagers()[0];
      String alias =
          Stream.of("RSA", "EC")
              .flatMap(type -> Stream.ofNullable(keys.getServerAliases(type, null)))
              .flatMap(Stream::of)
              .findFirst()
              .orElseThrow();
      X509Certificate[] chain = keys.getCertificateChain(alias);
      if (belong(chain[0], keys.getPrivateKey(alias))) {
        return chain;
      }
    } catch (Exception e) {
      throw new IOException(
          "%s and %s are not a certificate and its private key in PEM, of the kind RSA or EC"
              .formatted(files.certificate(), files.key().path()),
          e);
    }
    throw new IOException(
        "%s is not the key of the certificate in %s"
            .formatted(files.key(), files.certificate().path()));
  }

  private X509TrustManager trustManager(NamedFile file) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      byte[] pem = Objects.requireNonNull(authorities).getBytes();
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))) {
        store.setCertificateEntry("authority" + store.size(), one);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      if (store.size() > 0) {
        return (X509TrustManager) factory.getTrustManagers()[0];
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " is not a file of certificates in PEM", e);
    }
    throw new IOException(file + " has no PEM block with a certificate");
  }

  private static void requirePem(NamedFile file, Buffer content, String label, String what)
      throws IOException {
    if (!content.toString().contains(label + "-----")) {
      throw new IOException("%s has no PEM block with %s".formatted(file, what));
    }
  }

  private static void requireValid(NamedFile file, X509Certificate one, Instant now)
      throws IOException {
    try {
      one.checkValidity(Date.from(now));
    } catch (CertificateException e) {
      throw new IOException(
          "%s: the certificate of %s is valid from %s until %s only"
              .formatted(
                  file,
                  one.getSubjectX500Principal().getName(),
                  one.getNotBefore().toInstant(),
                  one.getNotAfter().toInstant()),
          e);
    }
  }

  private static void requireForServers(NamedFile file, X509Certificate certificate)
      throws IOException {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      if (purposes != null && Collections.disjoint(purposes, FOR_SERVERS)) {
        throw new IOException(
            "%s: the certificate of %s is not for servers; its extended key usage must have serverAuth"
                .formatted(file, certificate.getSubjectX500Principal().getName()));
      }
    } catch (CertificateException e) {
      throw new IOException(file + " has an extended key usage that cannot be read", e);
    }
  }

  private static boolean belong(X509Certificate certificate, PrivateKey privateKey) {
    try {
      String algorithm =
          privateKey.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(privateKey);
      signer.update(SAMPLE);
      byte[] signature = signer.sign();
      signer.initVerify(certificate.getPublicKey());
      signer.update(SAMPLE);
      return signer.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "PEM files";
  }
}
