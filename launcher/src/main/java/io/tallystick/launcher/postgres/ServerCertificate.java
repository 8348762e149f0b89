package io.tallystick.launcher.postgres;

import io.tallystick.eventlog.file.DurableFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * The certificate with which the embedded server proves to the service who it is. Without it,
 * whoever takes the server's port after a crash could ask the service for the password.
 *
 * <p>It signs itself, and belongs to one data directory. The JDK has no API that makes a
 * certificate, so its {@code keytool} does.
 */
final class ServerCertificate {

  private static final String ALIAS = "postgres";
  private static final String HUNDRED_YEARS = "36500";

  private final Path cluster;
  private final PostgresPrograms programs;

  /** The certificate of a data directory. */
  ServerCertificate(Path cluster, PostgresPrograms programs) {
    this.cluster = cluster;
    this.programs = programs;
  }

  /** The file with the certificate of a data directory, which PostgreSQL looks for there. */
  static Path file(Path cluster) {
    return cluster.resolve("server.crt");
  }

  /** Makes the certificate and its key, if they are missing. */
  void prepare() throws IOException, StartException {
    // The certificate is written last.
    if (Files.exists(file(cluster))) {
      return;
    }
    // Only the owner may read it.
    Path work = Files.createTempDirectory(cluster.resolveSibling(""), "certificate");
    try {
      Path keyStore = work.resolve("keystore");
      String password = ServiceRole.newPassword(work.resolve("password"));
      make(keyStore, work.resolve("password"));
      write(keyStore, password.toCharArray());
    } finally {
      PostgresBinaries.delete(work);
    }
  }

  private void make(Path keyStore, Path passwordFile) throws IOException, StartException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    programs.runOther(
        List.of(
            keytool.toString(),
            // As fast as such a short program can be.
            "-J-XX:TieredStopAtLevel=1",
            "-J-XX:+UseSerialGC",
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=embedded PostgreSQL",
            "-ext",
            "SAN=IP:" + EmbeddedPostgres.LOOPBACK,
            "-validity",
            HUNDRED_YEARS,
            "-storetype",
            "PKCS12",
            "-keystore",
            keyStore.toString(),
            "-storepass:file",
            passwordFile.toString()));
  }

  private void write(Path keyStore, char[] password) throws IOException {
    try (InputStream in = Files.newInputStream(keyStore)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      byte[] key = store.getKey(ALIAS, password).getEncoded();
      byte[] certificate = store.getCertificate(ALIAS).getEncoded();
      DurableFile.replace(cluster.resolve("server.key"), pem("PRIVATE KEY", key));
      DurableFile.replace(file(cluster), pem("CERTIFICATE", certificate));
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate of the embedded PostgreSQL cannot be read", e);
    }
  }

  private static String pem(String label, byte[] der) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, base64);
  }
}
