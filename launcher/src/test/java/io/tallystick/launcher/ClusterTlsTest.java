package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.config.Settings;
import io.tallystick.launcher.node.ClusterTls;
import io.tallystick.launcher.node.DryRun;
import io.tallystick.launcher.node.Node;
import io.tallystick.launcher.postgres.StartException;
import io.tallystick.testing.FreePorts;
import io.tallystick.testing.TestCertificate;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes on several machines talk over TLS, or an operator has said that they need not. */
class ClusterTlsTest {

  // RFC 5737: an address of nobody.
  private static final String ELSEWHERE = "192.0.2.1";
  private static final String SENTENCE =
      "cluster.host: other machines can reach "
          + ELSEWHERE
          + ", and without TLS each of them could";

  private static final String SCRIPT =
      Repository.root().resolve("deploy/certificates.sh").toString();

  @TempDir Path data;

  @Test
  void aClusterThatOthersReachDoesNotStartWithoutTls() {
    Settings settings = cluster(ELSEWHERE, Map.of());

    assertThatThrownBy(() -> Node.start(settings, InstantSource.system()))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith(SENTENCE)
        .hasMessageContaining("set cluster.tls-cert, cluster.tls-key and cluster.tls-ca, or")
        .hasMessageContaining("cluster.insecure to true");
    assertThat(data.resolve("postgres")).doesNotExist();
    assertThat(DryRun.of(settings).problems()).anyMatch(problem -> problem.startsWith(SENTENCE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.9.10", "::1", "localhost"})
  void onOneMachineNoTlsIsNeeded(String host) throws Exception {
    assertThat(protection(host, Map.of())).isEqualTo(new ClusterTls(null, false));
    assertThat(protection(host, Map.of("cluster.insecure", "true")).insecure()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "0.0.0.0", "::"})
  void elsewhereAnOperatorMustSayThatNoneIsNeeded(String host) throws Exception {
    assertThatThrownBy(() -> protection(host, Map.of())).isInstanceOf(StartException.class);
    assertThat(protection(host, Map.of("cluster.insecure", "true")).insecure()).isTrue();
  }

  @Test
  void certificatesThatCannotBeUsedAreNamedAtTheStartAndByACheck() throws Exception {
    Map<String, String> files =
        TestCertificate.make(data, "EC", "CN=node").writeTo(data, "cluster.tls-");
    assertThat(protection(ELSEWHERE, files).pem()).isNotNull();

    Files.delete(data.resolve("key.pem"));

    assertThatThrownBy(() -> protection(ELSEWHERE, files))
        .isInstanceOf(StartException.class)
        .hasMessage("cluster.tls-key: " + data.resolve("key.pem") + " does not exist");
    assertThat(DryRun.of(cluster(ELSEWHERE, files)).problems())
        .contains("cluster.tls-key: " + data.resolve("key.pem") + " does not exist");
  }

  @Test
  void theScriptMakesCertificatesThatNodesTakeFromEachOther() throws Exception {
    assumeOpenssl();
    Path made = data.resolve("made");
    Commands.run("%s %s node-1 node-2".formatted(SCRIPT, made));
    String first = Files.readString(made.resolve("node-1/cert.pem"));
    Commands.run("%s %s node-1 node-2 node-3".formatted(SCRIPT, made));

    assertThat(made.resolve("node-1/cert.pem")).hasContent(first);
    for (String node : List.of("node-1", "node-2", "node-3")) {
      Map<String, String> files =
          Map.of(
              "cluster.tls-cert", made.resolve(node).resolve("cert.pem").toString(),
              "cluster.tls-key", made.resolve(node).resolve("key.pem").toString(),
              "cluster.tls-ca", made.resolve("node-1/ca.pem").toString());
      assertThat(protection(ELSEWHERE, files).pem()).as(node).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "authority", "a/b", "../a", "a,DNS:b", "grün", "LONG"})
  void theScriptWritesNothingForANameThatANodeCannotHave(String name) throws Exception {
    Path made = data.resolve("made");

    assertThatThrownBy(() -> script(made, "node-1", name.equals("LONG") ? "x".repeat(65) : name))
        .hasMessageStartingWith("2: certificates.sh: ")
        .hasMessageContaining("name");
    assertThat(made).doesNotExist();
  }

  @Test
  void theScriptSaysThatACertificateIsOfAnotherAuthority() throws Exception {
    assumeOpenssl();
    Path made = data.resolve("made");
    script(made, "node-1");
    for (String file : List.of("cert.pem", "key.pem")) {
      Files.delete(made.resolve("authority").resolve(file));
    }

    assertThatThrownBy(() -> script(made, "node-1"))
        .hasMessageStartingWith("1: certificates.sh: " + made.resolve("node-1/cert.pem"))
        .hasMessageContaining("was not signed by " + made.resolve("authority/cert.pem"));
  }

  @Test
  void theScriptShowsWhatOpensslSaysIfItFails() throws Exception {
    assumeOpenssl();
    Path made = data.resolve("made");
    script(made, "node-1");
    Files.writeString(made.resolve("authority/key.pem"), "no key");

    assertThatThrownBy(() -> script(made, "node-2"))
        .hasMessageStartingWith("1: certificates.sh: openssl x509 has failed:")
        .hasMessageContaining(made.resolve("authority/key.pem").toString());
    assertThat(made.resolve("node-2/cert.pem")).doesNotExist();
  }

  @Test
  void theScriptSaysThatOpensslIsMissing() {
    Path made = data.resolve("made");

    assertThatThrownBy(
            () ->
                run(List.of("/usr/bin/env", "PATH=" + data, "/bin/sh", SCRIPT, "" + made, "node")))
        .hasMessageContaining("1: certificates.sh: openssl is missing");
    assertThat(made).doesNotExist();
  }

  private static void assumeOpenssl() throws Exception {
    Assumptions.assumeTrue(
        new ProcessBuilder("openssl", "version").start().waitFor() == 0, "openssl is missing");
  }

  private static void script(Path made, String... nodes) throws Exception {
    List<String> command = new ArrayList<>(List.of(SCRIPT, made.toString()));
    command.addAll(List.of(nodes));
    run(command);
  }

  /** Fails with the exit status and what the command has said. */
  private static void run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IOException(exit + ": " + said.strip());
    }
  }

  @Test
  void certificatesForHttpAreReadByACheckToo() throws Exception {
    Map<String, String> settings = new HashMap<>(Map.of("api.port", "0"));
    settings.put("api.tls-cert", data.resolve("none.pem").toString());
    settings.put("api.tls-key", data.resolve("none.key").toString());
    settings.put("data.dir", data.toString());

    assertThat(DryRun.of(Settings.of(settings)).problems())
        .containsExactly("api.tls-cert: " + data.resolve("none.pem") + " does not exist");
  }

  @Test
  void anInsecureClusterSaysSoInItsLogAndInItsHealth() throws Exception {
    InetAddress own = addressOfThisMachine();
    LogCapture log = new LogCapture();
    Map<String, String> settings = new HashMap<>();
    settings.put("cluster.insecure", "true");
    settings.putAll(inCluster(own.getHostAddress()));
    settings.put("cluster.name", "insecure");

    try (Service service = Service.start(data, settings)) {
      assertThat(service.get("/health").statusCode()).isEqualTo(200);
      assertThat(service.get("/health").body())
          .contains("\"status\":\"ok\"", "\"cluster\":\"insecure: no TLS between nodes\"");
    }
    assertThat(log.lines())
        .filteredOn(line -> line.contains("cluster.insecure is true: messages between nodes"))
        .singleElement()
        .asString()
        .contains("WARN");
  }

  private static InetAddress addressOfThisMachine() throws Exception {
    Optional<InetAddress> address =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(one -> one instanceof Inet4Address && !one.isLoopbackAddress())
            .findFirst();
    Assumptions.assumeTrue(address.isPresent(), "this machine has no network");
    return address.orElseThrow();
  }

  private ClusterTls protection(String host, Map<String, String> more) throws StartException {
    return ClusterTls.of(cluster(host, more).cluster(), Instant.now());
  }

  private Settings cluster(String host, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(inCluster(host));
    settings.put("data.dir", data.toString());
    settings.putAll(more);
    return Settings.of(settings);
  }

  private static Map<String, String> inCluster(String host) {
    String port = FreePorts.take(1).get(0).toString();
    return Map.of(
        "cluster.enabled",
        "true",
        "cluster.host",
        host,
        "cluster.port",
        port,
        "cluster.bus-port",
        "0",
        "cluster.members",
        "127.0.0.1:" + port);
  }
}
