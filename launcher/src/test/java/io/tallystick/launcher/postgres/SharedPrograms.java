package io.tallystick.launcher.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * PostgreSQL's programs, unpacked once for all tests of a process. To unpack them for each service
 * that a test starts would take most of the time of its start.
 */
public final class SharedPrograms {

  private static final Path DIRECTORY =
      Path.of("target", "postgres-programs-" + System.getProperty("test.fork", "1"))
          .toAbsolutePath();

  private SharedPrograms() {}

  /**
   * Links the programs into the directory of an embedded server, unless it has some. The server
   * finds them there, as if it had unpacked them.
   */
  public static synchronized void linkInto(Path directory) {
    try {
      Path programs = PostgresBinaries.unpack(PostgresBinaries.archive(), DIRECTORY);
      Path link = directory.resolve(programs.getFileName());
      if (!Files.exists(link)) {
        Files.createDirectories(directory);
        Files.createSymbolicLink(link, programs);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (StartException e) {
      throw new IllegalStateException(e);
    }
  }
}
