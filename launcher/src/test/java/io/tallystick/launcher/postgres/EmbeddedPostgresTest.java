package io.tallystick.launcher.postgres;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.config.Settings;
import io.tallystick.eventlog.file.DirectoryLock;
import io.tallystick.store.StoreCheck;
import io.tallystick.store.schema.SchemaMigration;
import io.tallystick.testing.Eventually;
import io.tallystick.testing.Jdbc;
import io.tallystick.testing.TestLog;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded server comes back whatever ends it, and lets its directory go when it stops. */
class EmbeddedPostgresTest {

  @TempDir Path directory;
  private EmbeddedPostgres server;

  @BeforeEach
  void start() throws Exception {
    SharedPrograms.linkInto(directory);
    server = EmbeddedPostgres.start(directory);
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void whileItsPortIsTakenItSaysSoAndComesBackWhenThePortIsFree() throws Exception {
    TestLog log = TestLog.fromHere();
    Path pidFile = directory.resolve("cluster/postmaster.pid");
    int port = server.url().port();
    try (ServerSocket taken = killAndTake(port)) {
      assertThat(taken.getLocalPort()).isEqualTo(port);
      await().until(() -> count(log, "another program listens on 127.0.0.1:" + port) == 1);

      Files.writeString(pidFile, "12");

      await().until(() -> count(log, "is not complete") == 1);
      Files.delete(pidFile);
      await().until(() -> count(log, "another program listens on 127.0.0.1:" + port) == 2);
    }

    await().until(this::answers);
    // What goes on for long is said once.
    assertThat(count(log, "another program listens on")).isEqualTo(2);
    assertThat(count(log, "has ended unexpectedly")).isPositive();
  }

  @Test
  void whoeverTakesItsPortIsNotToldThePassword() throws Exception {
    int port = server.url().port();
    Settings settings =
        Settings.of(Map.of("data.dir", directory.toString())).withDatabase(server.url());
    Vertx vertx = Vertx.vertx();
    try (Impostor impostor = new Impostor(killAndTake(port))) {
      assertThatThrownBy(() -> SchemaMigration.run(server.url(), server.url().user()))
          .hasStackTraceContaining("SSL");
      int calls = impostor.calls();
      assertThat(calls).isPositive();

      assertThat(StoreCheck.run(vertx, settings.store(), "n").toCompletionStage())
          .failsWithin(Eventually.LIMIT);
      assertThat(impostor.calls()).isGreaterThan(calls);
      assertThat(impostor.heard()).doesNotContain(server.url().password());
    } finally {
      vertx.close();
    }
    await().until(this::answers);
  }

  @Test
  void itsDirectoryIsFreeOnceNoServerIsLeftHoweverThatEnded() throws Exception {
    assertThat(DirectoryLock.tryTake(directory)).isEmpty();
    int port = server.url().port();
    try (ServerSocket taken = killAndTake(port)) {
      assertThat(taken.getLocalPort()).isEqualTo(port);

      server.stop();
    }

    try (DirectoryLock lock = DirectoryLock.tryTake(directory).orElse(null)) {
      assertThat(lock).isNotNull();
    }
  }

  @Test
  void aPidFileThatIsHalfWrittenIsNotMistakenForAWholeOne() throws Exception {
    Path cluster = Files.createDirectory(directory.resolve("other"));
    assertThat(PidFile.read(cluster)).isEmpty();

    Path file = Files.writeString(cluster.resolve("postmaster.pid"), "123\n/data\n1764\n5432\n");
    assertThat(PidFile.read(cluster)).contains(new PidFile(123, 5432));

    for (String part : new String[] {"", "12", "123\n/data\n", "x\n\n\ny\n"}) {
      Files.writeString(file, part);
      assertThatThrownBy(() -> PidFile.read(cluster))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not complete");
    }
  }

  /** Kills the server, and takes its port before it can be started again. */
  private ServerSocket killAndTake(int port) throws Exception {
    return await()
        .ignoreExceptions()
        .until(
            () -> {
              server.server().ifPresent(ProcessHandle::destroyForcibly);
              return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            },
            taken -> true);
  }

  private boolean answers() {
    try (Connection connection = Jdbc.connect(server.url())) {
      return connection.isValid(10);
    } catch (java.sql.SQLException notYet) {
      return false;
    }
  }

  private static long count(TestLog log, String text) throws IOException {
    return log.lines().stream().filter(line -> line.contains(text)).count();
  }
}
