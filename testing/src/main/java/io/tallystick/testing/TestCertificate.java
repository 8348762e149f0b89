package io.tallystick.testing;

import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that is its own authority, made by the JDK's keytool. */
public final class TestCertificate {

  private static final String ALIAS = "it";
  private static final char[] PASSWORD = "only-for-tests".toCharArray();

  private final KeyStore store;

  private TestCertificate(KeyStore store) {
    this.store = store;
  }

  /**
   * Makes one that is valid now; each extension is as keytool takes it, such as {@code
   * SAN=DNS:localhost}.
   */
  public static TestCertificate make(
      Path directory, String algorithm, String name, String... extensions) throws Exception {
    return make(directory, algorithm, name, "-1d", extensions);
  }

  /** Makes one that has expired a day ago. */
  public static TestCertificate expired(Path directory, String name) throws Exception {
    return make(directory, "EC", name, "-31d", new String[0]);
  }

  private static TestCertificate make(
      Path directory, String algorithm, String name, String begin, String[] extensions)
      throws Exception {
    Path file = Files.createTempDirectory(directory, "made").resolve("store");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                algorithm,
                "-dname",
                name,
                "-startdate",
                begin,
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                String.valueOf(PASSWORD)));
    for (String extension : extensions) {
      command.addAll(List.of("-ext", extension));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool failed");
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return new TestCertificate(store);
  }

  /** The certificate. */
  public X509Certificate certificate() throws Exception {
    return (X509Certificate) store.getCertificate(ALIAS);
  }

  /** The certificate as PEM. */
  public String pem() throws Exception {
    return pem("CERTIFICATE", certificate().getEncoded());
  }

  /** Its private key as PEM. */
  public String keyPem() throws Exception {
    return pem("PRIVATE KEY", store.getKey(ALIAS, PASSWORD).getEncoded());
  }

  /**
   * Writes the certificate and its key into a directory, as the files that three settings name.
   *
   * @param prefix of the settings, such as {@code cluster.tls-}
   * @return the settings, with the certificate as its own authority
   */
  public Map<String, String> writeTo(Path directory, String prefix) throws Exception {
    Path certificate = Files.writeString(directory.resolve("cert.pem"), pem());
    Path key = Files.writeString(directory.resolve("key.pem"), keyPem());
    return Map.of(
        prefix + "cert", certificate.toString(),
        prefix + "key", key.toString(),
        prefix + "ca", certificate.toString());
  }

  /** What a caller needs that trusts these certificates, and shows this one. */
  public SSLContext client(TestCertificate... trusted) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    return context(keys.getKeyManagers(), trusted);
  }

  /** What a caller needs that trusts these certificates, and shows none. */
  public static SSLContext anonymous(TestCertificate... trusted) throws Exception {
    return context(new KeyManager[0], trusted);
  }

  private static SSLContext context(KeyManager[] keys, TestCertificate... trusted)
      throws Exception {
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null, null);
    for (TestCertificate one : trusted) {
      anchors.setCertificateEntry("anchor" + anchors.size(), one.certificate());
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return context;
  }

  private static String pem(String label, byte[] der) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, base64);
  }
}
