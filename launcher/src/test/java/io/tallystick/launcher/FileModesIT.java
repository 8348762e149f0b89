package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.eventlog.file.OwnerOnly;
import io.tallystick.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody but its owner may use what the service writes, even if its umask would allow it. */
class FileModesIT {

  private static final List<String> WITHOUT_UMASK =
      List.of("sh", "-c", "umask 000; exec \"$@\"", "sh");

  @TempDir Path directory;

  @Test
  void whateverTheUmaskFilesAreForTheirOwnerAndOthersAreSaid() throws Exception {
    Path data = directory.resolve("data");
    List<String> settings =
        List.of(
            "-Dtallystick.store.url=" + TestPostgres.shared().newDatabase(),
            "-Dtallystick.audit.checkpoint-interval=100ms");
    try (ServiceProcess service =
        ServiceProcess.start(directory, WITHOUT_UMASK, ServiceProcess.theJar(), settings)) {
      service.issue("billing");
      await().until(() -> Files.exists(data.resolve("audit/checkpoint")));

      assertThat(OwnerOnly.openToOthers(data, 10)).isEmpty();
    }
    assertThat(log()).doesNotContain("Others than the owner");

    Files.setPosixFilePermissions(
        data.resolve("audit"), PosixFilePermissions.fromString("rwxr-xrwx"));
    try (ServiceProcess service =
        ServiceProcess.start(directory, WITHOUT_UMASK, ServiceProcess.theJar(), settings)) {
      assertThat(service.status("/live")).isEqualTo(200);
      assertThat(log())
          .contains("Others than the owner may use 1 files and directories", "audit (rwxr-xrwx)");
    }
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("stderr.log"))
        + Files.readString(directory.resolve("stdout.log"));
  }
}
