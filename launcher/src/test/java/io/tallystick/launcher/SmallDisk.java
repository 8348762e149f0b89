package io.tallystick.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own, small enough to be filled. For root, on Linux. */
final class SmallDisk implements AutoCloseable {

  private static final int MEGABYTES = 400;

  private final Path directory;
  private final Path filler;

  /** Mounts one on a directory. */
  SmallDisk(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.filler = directory.resolve("filler");
    Commands.run("mount -t tmpfs -o size=%dm tmpfs %s".formatted(MEGABYTES, directory));
  }

  /** From here on, nothing more can be written. */
  void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(filler)) {
      byte[] zeros = new byte[1 << 20];
      while (true) {
        out.write(zeros);
      }
    } catch (IOException full) {
      if (Files.getFileStore(directory).getUsableSpace() > 0) {
        throw full;
      }
    }
  }

  /** There is room again. */
  void free() throws IOException {
    Files.deleteIfExists(filler);
  }

  @Override
  public void close() {
    Commands.tryRun("umount -l " + directory);
  }
}
