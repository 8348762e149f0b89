package io.tallystick.eventlog.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault is a clause that says more than a path. */
class FileFaultTest {

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void writeFile() throws IOException {
    file = Files.writeString(directory.resolve("file"), "");
  }

  @Test
  void aFileThatIsMissing() {
    Path missing = directory.resolve("missing");

    assertThat(fault(() -> Files.readString(missing))).isEqualTo("there is no " + missing);
  }

  @Test
  void aFileWhereADirectoryShouldBe() {
    assertThat(fault(() -> Files.createDirectories(file)))
        .isEqualTo(file + " is there already, and is something else");
    assertThat(fault(() -> Files.newDirectoryStream(file))).isEqualTo(file + " is not a directory");
    assertThat(fault(() -> OwnerOnly.createDirectories(file.resolve("below"))))
        .startsWith(file.resolve("below") + ": ");
  }

  @Test
  void aPermissionThatIsMissing() {
    assertThat(FileFault.describe(new AccessDeniedException("/srv/log")))
        .startsWith("permission is denied for /srv/log; the user '")
        .contains(System.getProperty("user.name"));
  }

  private static String fault(ThrowingCallable action) {
    return FileFault.describe(catchThrowableOfType(IOException.class, action));
  }
}
