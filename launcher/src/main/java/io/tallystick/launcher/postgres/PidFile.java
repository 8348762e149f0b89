package io.tallystick.launcher.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a PostgreSQL server writes into its data directory about itself (PostgreSQL source,
 * pidfile.h). The file remains if the server is killed.
 *
 * @param process the number of its process
 * @param port the TCP port that it listens on
 */
record PidFile(long process, int port) {

  private static final int PROCESS_LINE = 0;
  private static final int PORT_LINE = 3;

  /**
   * Reads the file of a data directory.
   *
   * @return empty if there is none
   * @throws IOException if it cannot be read, or if the server has written only a part of it yet
   */
  static Optional<PidFile> read(Path cluster) throws IOException {
    Path file = cluster.resolve("postmaster.pid");
    try {
      List<String> lines = Files.readAllLines(file);
      return Optional.of(
          new PidFile(
              Long.parseLong(lines.get(PROCESS_LINE).strip()),
              Integer.parseInt(lines.get(PORT_LINE).strip())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IOException(file + " is not complete", e);
    }
  }
}
