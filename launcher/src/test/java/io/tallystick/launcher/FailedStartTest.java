package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.config.Settings;
import io.tallystick.eventlog.file.DirectoryLock;
import io.tallystick.launcher.node.Node;
import io.tallystick.launcher.postgres.SharedPrograms;
import io.tallystick.launcher.postgres.StartException;
import io.tallystick.testing.FreePorts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails leaves nothing behind: no server, no lock, no directory in use. */
class FailedStartTest {

  @TempDir Path data;

  @Test
  void aPortThatIsTakenLeavesNoDatabase() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      assertThatThrownBy(() -> start(Map.of("api.port", port)))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(port);
    }
    assertNothingIsLeft();
  }

  @Test
  void aClusterThatCannotBeJoinedLeavesNoDatabase() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      assertThatThrownBy(
              () ->
                  start(
                      Map.of(
                          "cluster.enabled",
                          "true",
                          "cluster.host",
                          "127.0.0.1",
                          "cluster.port",
                          port,
                          "cluster.members",
                          "127.0.0.1:" + FreePorts.take(1).get(0))))
          .isInstanceOf(StartException.class);
    }
    assertNothingIsLeft();
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamedWithWhatToDo() throws Exception {
    Files.writeString(data.resolve("audit"), "");

    assertThatThrownBy(() -> start(Map.of()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("the event log in " + data.resolve("audit") + " cannot be used: ")
        .hasMessageContaining("is there already, and is something else")
        .hasMessageContaining("Set data.dir to a directory that can be written");
    Files.delete(data.resolve("audit"));
    assertNothingIsLeft();
  }

  @Test
  void aDataDirectoryThatCannotBeMadeIsNamedWithWhatToDo() throws Exception {
    Path file = Files.writeString(data.resolve("file"), "");

    for (String roles : List.of("api, store, audit", "store, audit")) {
      assertThatThrownBy(
              () ->
                  Node.start(
                      Settings.of(
                          Map.of("data.dir", file.resolve("data").toString(), "node.roles", roles)),
                      InstantSource.system()))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(file.resolve("data").toString())
          .hasMessageContaining("cannot be")
          .hasMessageContaining("Set data.dir to a directory that can be written");
    }
  }

  private void start(Map<String, String> settings) throws StartException {
    Map<String, String> all = new HashMap<>(settings);
    all.put("data.dir", data.toString());
    SharedPrograms.linkInto(data.resolve("postgres"));
    all.putIfAbsent("api.port", "0");
    Node.start(Settings.of(all), InstantSource.system());
  }

  private void assertNothingIsLeft() throws Exception {
    Path postgres = data.resolve("postgres");
    assertThat(postgres.resolve("cluster/PG_VERSION")).exists();
    assertThat(postgres.resolve("cluster/postmaster.pid")).doesNotExist();
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(process -> process.info().commandLine().orElse("").contains(data.toString()));
    assertFree(postgres);
    if (Files.exists(data.resolve("audit"))) {
      assertFree(data.resolve("audit"));
    }
  }

  private static void assertFree(Path directory) throws Exception {
    try (DirectoryLock lock = DirectoryLock.tryTake(directory).orElse(null)) {
      assertThat(lock).as("the lock on %s", directory).isNotNull();
    }
  }
}
