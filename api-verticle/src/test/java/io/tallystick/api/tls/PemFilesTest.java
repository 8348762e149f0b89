package io.tallystick.api.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.config.value.TlsFiles;
import io.tallystick.config.value.TlsFiles.NamedFile;
import io.tallystick.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a file for TLS is said in a sentence that begins with its setting. */
class PemFilesTest {

  @TempDir static Path made;
  private static TestCertificate ours;
  private static TestCertificate other;
  private static TestCertificate old;

  @TempDir Path directory;
  private Path certificate;
  private Path key;
  private Path authority;

  @BeforeAll
  static void makeCertificates() throws Exception {
    ours = TestCertificate.make(made, "EC", "CN=ours");
    other = TestCertificate.make(made, "EC", "CN=other");
    old = TestCertificate.expired(made, "CN=old");
  }

  @BeforeEach
  void writeFiles() throws Exception {
    certificate = Files.writeString(directory.resolve("cert.pem"), ours.pem());
    key = Files.writeString(directory.resolve("key.pem"), ours.keyPem());
    authority = Files.writeString(directory.resolve("ca.pem"), ours.pem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void filesThatBelongTogetherAreRead(String algorithm) throws Exception {
    TestCertificate made = TestCertificate.make(directory, algorithm, "CN=any");
    Files.writeString(certificate, made.pem());
    Files.writeString(key, made.keyPem());
    Files.writeString(authority, other.pem() + made.pem());

    PemFiles read = PemFiles.readMutual(files(), Instant.now());

    assertThat(read.certificate()).hasToString(made.pem());
    assertThat(read.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void aFileThatIsMissingIsNamed() throws Exception {
    Files.delete(key);

    assertRefused("api.tls-key: " + key + " does not exist");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws Exception {
    Files.delete(certificate);
    Files.createDirectory(certificate);

    assertRefused("api.tls-cert: " + certificate + " cannot be read");
  }

  @Test
  void aFileOfAnotherKindIsNamed() throws Exception {
    Files.writeString(certificate, "no certificate");
    assertRefused("api.tls-cert: " + certificate + " has no PEM block with a certificate");

    Files.writeString(certificate, ours.keyPem() + ours.pem().replace("MI", "M!"));
    assertRefused("api.tls-cert: " + certificate + " and ");

    Files.writeString(certificate, ours.pem());
    Files.writeString(key, ours.pem());
    assertRefused("api.tls-key: " + key + " has no PEM block with a private key");

    Files.writeString(key, ours.keyPem());
    Files.writeString(authority, "");
    assertRefused("api.tls-client-ca: " + authority + " has no PEM block with a certificate");
  }

  @Test
  void theKeyOfAnotherCertificateIsNamed() throws Exception {
    Files.writeString(key, other.keyPem());

    assertRefused("api.tls-key: " + key + " is not the key of the certificate in " + certificate);
  }

  @Test
  void aCertificateThatHasExpiredIsNamedWithItsTime() throws Exception {
    use(old);

    assertRefused("api.tls-cert: " + certificate + ": the certificate of CN=old is valid from ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EKU=clientAuth", "EKU=codeSigning,clientAuth"})
  void aCertificateThatIsNotForServersIsNamed(String purposes) throws Exception {
    use(TestCertificate.make(directory, "EC", "CN=caller", purposes));

    assertRefused(
        "api.tls-cert: " + certificate + ": the certificate of CN=caller is not for servers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EKU=serverAuth,clientAuth", "EKU=anyExtendedKeyUsage"})
  void aCertificateForServersMayBeForMore(String purposes) throws Exception {
    TestCertificate made = TestCertificate.make(directory, "EC", "CN=any", purposes);
    use(made);

    assertThat(PemFiles.read(files(), Instant.now()).certificate()).hasToString(made.pem());
  }

  @Test
  void aNodeTakesItsOwnCertificate() throws Exception {
    Files.writeString(authority, other.pem());

    assertThatThrownBy(() -> PemFiles.readMutual(files(), Instant.now()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no other node would take this certificate")
        .hasMessageContaining(authority.toString());
  }

  private void use(TestCertificate made) throws Exception {
    Files.writeString(certificate, made.pem());
    Files.writeString(key, made.keyPem());
  }

  private void assertRefused(String sentence) {
    assertThatThrownBy(() -> PemFiles.read(files(), Instant.now()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(sentence);
  }

  private TlsFiles files() {
    return new TlsFiles(
        new NamedFile("api.tls-cert", certificate),
        new NamedFile("api.tls-key", key),
        new NamedFile("api.tls-client-ca", authority));
  }
}
