package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the service comes and goes, seen from outside. */
class StartAndStopIT {

  @TempDir Path directory;

  @Test
  void itPrintsOneLineWhenItIsReadyAndKeepsItsDataAcrossRestarts() throws Exception {
    String token;
    try (ServiceProcess service = ServiceProcess.start(directory)) {
      token = service.issue("billing");
      assertThat(
              service.query(
                  "select current_setting('fsync') || current_setting('synchronous_commit')"))
          .containsExactly("onon");
      assertThat(service.query("select setting from pg_settings where name = 'listen_addresses'"))
          .containsExactly("127.0.0.1");
      assertThat(service.stdout()).matches("Tallystick \\S+ is ready on http://127.0.0.1:\\d+\n");
    }
    assertThat(directory.resolve("data/postgres/cluster/postmaster.pid")).doesNotExist();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("data/postgres/service-password"))))
        .isEqualTo("rw-------");

    try (ServiceProcess service = ServiceProcess.start(directory)) {
      assertThat(service.delete("billing", token).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aServerLeftBehindByAKilledServiceIsStoppedBeforeTheNextOneStarts() throws Exception {
    ServiceProcess killed = ServiceProcess.start(directory);
    String token = killed.issue("billing");
    Path pidFile = directory.resolve("data/postgres/cluster/postmaster.pid");
    killed.kill();
    ProcessHandle orphan =
        ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).get(0))).orElseThrow();
    assertThat(orphan.isAlive()).isTrue();

    try (ServiceProcess next = ServiceProcess.start(directory)) {
      // The system may keep the entry of an ended process for a moment.
      await().until(() -> !orphan.isAlive());
      assertThat(next.stderr())
          .containsOnlyOnce("Stopping the PostgreSQL that a killed service left running");
      assertThat(next.delete("billing", token).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aStopThatComesWhileTheDatabaseStartsLeavesNoDatabase() throws Exception {
    ServiceProcess service = ServiceProcess.launch(directory);
    Path cluster = directory.resolve("data/postgres/cluster");
    await().until(() -> Files.exists(cluster));

    assertThat(service.stop()).isEqualTo(143);

    assertThat(cluster.resolve("postmaster.pid")).doesNotExist();
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(
            process -> process.info().commandLine().orElse("").contains(directory.toString()));
  }

  @Test
  void aStopUnderLoadFailsNoRequestThatIsUnderWay() throws Exception {
    Map<String, String> issued = new ConcurrentHashMap<>();
    Set<String> revoked = ConcurrentHashMap.newKeySet();
    ServiceProcess service = ServiceProcess.start(directory);
    try (Load load = new Load(service, 16, issued, revoked)) {
      await().until(() -> issued.size() > 200);
      assertThat(service.stop()).isEqualTo(143); // 128 + SIGTERM, as the JVM has it.
      assertThat(load.refusals()).isEmpty();
    }

    // The event log was written to its end before the process ended.
    long events = service.eventLines().size();
    assertThat(events).isGreaterThanOrEqualTo(issued.size() + revoked.size());
    assertThat(service.stderr()).contains("Stopped").doesNotContain("ERROR", "did not stop");
    try (ServiceProcess next = ServiceProcess.start(directory)) {
      assertThat(next.number("select seq from tallystick.audit_head")).isEqualTo(events);
      // Whatever was committed was answered: no answer was cut off.
      assertThat(next.query("select id from tallystick.token"))
          .containsExactlyInAnyOrderElementsOf(issued.keySet());
      assertThat(next.query("select id from tallystick.token where revoked_at is not null"))
          .containsExactlyInAnyOrderElementsOf(revoked);
    }
  }

  @Test
  void aHangupDoesNotEndTheService() throws Exception {
    try (ServiceProcess service = ServiceProcess.start(directory)) {
      service.signal("HUP");
      await().until(() -> service.stderr().contains("SIGHUP is ignored"));

      service.issue("billing");
      assertThat(service.stop()).isEqualTo(143);
      assertThat(service.stderr()).containsOnlyOnce("SIGHUP is ignored").contains("Stopped");
    }
  }

  @Test
  void aCheckTellsWhatAStartWouldDoAndDoesNothing() throws Exception {
    ServiceProcess fresh = ServiceProcess.launch(directory, "--check");
    assertThat(fresh.exit()).isZero();
    assertThat(fresh.stdout())
        .contains("database: the embedded PostgreSQL would be started with new data")
        .contains("would be continued after line 0")
        .contains("key.pem would be made")
        .containsPattern("HTTP: would listen on 127.0.0.1, port \\d+, without TLS");
    assertThat(directory.resolve("data")).doesNotExist();

    try (ServiceProcess service = ServiceProcess.start(directory)) {
      service.issue("billing");
      ServiceProcess beside = ServiceProcess.launch(directory, "--check");
      assertThat(beside.exit()).isEqualTo(1);
      assertThat(beside.stderr()).contains("another process uses the embedded PostgreSQL");
    }
    ServiceProcess again = ServiceProcess.launch(directory, "--check");
    assertThat(again.exit()).isZero();
    assertThat(again.stdout()).contains("would be continued after line 1").contains("is there");

    Files.writeString(directory.resolve("data/audit/events-00000000000000000001.jsonl"), "{}\n");
    ServiceProcess bad = ServiceProcess.launch(directory, "--check");
    assertThat(bad.exit()).isEqualTo(1);
    assertThat(bad.stderr()).contains("Tallystick cannot start: ").doesNotContain("\tat ");
  }

  @Test
  void theReadmesCommandSharesTheClassesThatTheBuildHasPrepared() throws Exception {
    Path jar = Path.of(System.getProperty("service.jar"));
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:SharedArchiveFile=" + jar.resolveSibling("tallystick.jsa"),
                "-Xlog:class+load",
                "-jar",
                jar.toString(),
                "--version")
            .start();
    String loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(loaded).contains("io.tallystick.launcher.Main source: shared objects file (top)");
    assertThat(Files.readString(Path.of("../README.md")))
        .contains("-XX:SharedArchiveFile=launcher/target/tallystick.jsa -jar");
  }

  @Test
  void preparedClassesCanBeRecordedFromTheStart() throws Exception {
    // A recorder looks at each class that is loaded, as agents do.
    List<String> recorded =
        List.of("-XX:StartFlightRecording", "-jar", ServiceProcess.jar().toString());
    ServiceProcess service = ServiceProcess.start(directory, List.of(), recorded, List.of());

    assertThat(service.stop()).isEqualTo(143);
  }

  @Test
  void asManyFaultsAsTheSettingsHaveAreNamedAtOnce() throws Exception {
    Files.writeString(
        directory.resolve("settings.yaml"),
        """
        api:
          prot: 8080
          max-body-bytes: 3
        store.url: mysql://user:hidden-password@localhost/tokens
        """);
    ServiceProcess service =
        ServiceProcess.launch(
            directory, "--config", "settings.yaml", "-Dtallystick.tokens.prefix=9x");

    assertThat(service.exit()).isEqualTo(2);
    assertThat(service.stderr())
        .contains("4 settings are not right")
        .contains("api.prot (from file settings.yaml): unknown; the nearest known is api.port")
        .contains("api.max-body-bytes = '3' (from file settings.yaml): allowed is a whole number")
        .contains("store.url = *** (from file settings.yaml)")
        .contains("tokens.prefix = '9x' (from system property tallystick.tokens.prefix)")
        .doesNotContain("hidden-password", "\tat ");
  }

  @Test
  void aPortThatIsTakenIsSaidInASentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ServiceProcess service =
          ServiceProcess.launch(directory, "-Dtallystick.api.port=" + taken.getLocalPort());

      assertThat(service.exit()).isEqualTo(1);
      assertThat(service.stderr())
          .contains("Tallystick cannot start: ")
          .contains(String.valueOf(taken.getLocalPort()))
          .doesNotContain("\tat ");
      assertThat(service.stdout()).isEmpty();
    }
  }

  @Test
  void aSecondServiceOnTheSameDataIsRefused() throws Exception {
    try (ServiceProcess first = ServiceProcess.start(directory)) {
      ServiceProcess second = ServiceProcess.launch(directory);

      assertThat(second.exit()).isEqualTo(1);
      assertThat(second.stderr()).contains("another process uses the embedded PostgreSQL");
      HttpResponse<String> answer = first.post("{\"identity\": \"billing\"}");
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }
}
