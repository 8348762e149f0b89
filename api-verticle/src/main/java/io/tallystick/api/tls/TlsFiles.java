package io.tallystick.api.tls;

import io.tallystick.config.ApiSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The files for TLS, read together.
 *
 * @param certificate the certificate and those above it, as PEM
 * @param key its private key, as PEM; never shown
 * @param authorities the authorities of callers, as PEM; null if callers show no certificates
 */
record TlsFiles(Buffer certificate, Buffer key, @Nullable Buffer authorities) {

  private static final byte[] SAMPLE = {1, 2, 3};

  /**
   * Reads the files. The future fails with an {@link IOException}, whose message is for the
   * operator, if one is missing or damaged, or if the key is not that of the certificate.
   */
  static Future<TlsFiles> read(Vertx vertx, ApiSettings.Tls settings) {
    return vertx.executeBlocking(
        () -> {
          Path authorities = settings.clientAuthorities();
          TlsFiles files =
              new TlsFiles(
                  read("api.tls-cert", settings.certificate()),
                  read("api.tls-key", settings.key()),
                  authorities == null ? null : read("api.tls-client-ca", authorities));
          files.check(vertx, settings);
          return files;
        });
  }

  private static Buffer read(String setting, Path file) throws IOException {
    try {
      return Buffer.buffer(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new IOException(setting + ": " + file + " cannot be read", e);
    }
  }

  private void check(Vertx vertx, ApiSettings.Tls settings) throws IOException {
    PublicKey publicKey;
    PrivateKey privateKey;
    try {
      KeyManagerFactory factory = keyPair().getKeyManagerFactory(vertx);
      X509KeyManager keys = (X509KeyManager) factory.getKeyManagers()[0];
      String alias =
          keys.getServerAliases("RSA", null) != null ? first(keys, "RSA") : firstEc(keys);
      publicKey = keys.getCertificateChain(alias)[0].getPublicKey();
      privateKey = keys.getPrivateKey(alias);
    } catch (Exception e) {
      throw new IOException(
          "api.tls-cert and api.tls-key: %s and %s are not a certificate and its private key in PEM"
              .formatted(settings.certificate(), settings.key()),
          e);
    }
    if (!belong(publicKey, privateKey)) {
      throw new IOException(
          "api.tls-key: %s is not the key of the certificate in %s"
              .formatted(settings.key(), settings.certificate()));
    }
    if (authorities != null) {
      try {
        trust(authorities).getTrustManagerFactory(vertx);
      } catch (Exception e) {
        throw new IOException(
            "api.tls-client-ca: %s has no certificates in PEM"
                .formatted(settings.clientAuthorities()),
            e);
      }
    }
  }

  private static String first(X509KeyManager keys, String type) {
    return keys.getServerAliases(type, null)[0];
  }

  private static String firstEc(X509KeyManager keys) {
    return keys.getServerAliases("EC", null) != null ? first(keys, "EC") : first(keys, "EdDSA");
  }

  private static boolean belong(PublicKey publicKey, PrivateKey privateKey) {
    try {
      String algorithm =
          switch (privateKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> privateKey.getAlgorithm();
          };
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(privateKey);
      signer.update(SAMPLE);
      byte[] signature = signer.sign();
      signer.initVerify(publicKey);
      signer.update(SAMPLE);
      return signer.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private PemKeyCertOptions keyPair() {
    return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
  }

  private static PemTrustOptions trust(Buffer authorities) {
    return new PemTrustOptions().addCertValue(authorities);
  }

  /** Options with these files. Both versions of TLS that are not broken are offered. */
  ServerSSLOptions options(ApiSettings.Tls settings) {
    ServerSSLOptions options = new ServerSSLOptions();
    options
        .setKeyCertOptions(keyPair())
        .setUseAlpn(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
    options.setApplicationLayerProtocols(List.of("h2", "http/1.1"));
    options.setClientAuth(
        switch (settings.clientAuthentication()) {
          case NONE -> ClientAuth.NONE;
          case OPTIONAL -> ClientAuth.REQUEST;
          case REQUIRED -> ClientAuth.REQUIRED;
        });
    if (authorities != null) {
      options.setTrustOptions(trust(authorities));
    }
    return options;
  }

  /** Makes a server speak TLS. */
  void applyTo(HttpServerOptions server, ApiSettings.Tls settings) {
    ServerSSLOptions options = options(settings);
    server
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(options.getKeyCertOptions())
        .setTrustOptions(options.getTrustOptions())
        .setEnabledSecureTransportProtocols(options.getEnabledSecureTransportProtocols())
        .setClientAuth(options.getClientAuth());
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "TLS files";
  }
}
