package io.tallystick.eventlog.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * An exclusive lock on a directory, by a file {@code lock} in it. One process holds it at a time.
 */
public final class DirectoryLock implements AutoCloseable {

  private static final String NAME = "lock";

  private final FileChannel file;

  private DirectoryLock(FileChannel file) {
    this.file = file;
  }

  /** Whether a directory was ever locked. */
  public static boolean exists(Path directory) {
    return Files.exists(directory.resolve(NAME));
  }

  /**
   * Takes the lock. It is released when it is closed or when the process ends.
   *
   * @param directory an existing directory
   * @return empty if another process holds the lock, or another part of this process does
   * @throws IOException if the lock file cannot be written
   */
  @SuppressWarnings("resource") // The lock lives as long as the channel.
  public static Optional<DirectoryLock> tryTake(Path directory) throws IOException {
    FileChannel file =
        FileChannel.open(
            directory.resolve(NAME),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            OwnerOnly.file());
    try {
      if (file.tryLock() != null) {
        return Optional.of(new DirectoryLock(file));
      }
    } catch (OverlappingFileLockException e) {
      // Another part of this process holds it.
    } catch (IOException e) {
      file.close();
      throw e;
    }
    file.close();
    return Optional.empty();
  }

  /**
   * Takes the lock, as {@link #tryTake} does.
   *
   * @param use what another process does if it has the lock, such as "writes the event log"
   * @throws IOException with a message for the user, if another process has the lock
   */
  public static DirectoryLock take(Path directory, String use) throws IOException {
    return tryTake(directory)
        .orElseThrow(() -> new IOException("another process %s in %s".formatted(use, directory)));
  }

  /** Releases the lock. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
