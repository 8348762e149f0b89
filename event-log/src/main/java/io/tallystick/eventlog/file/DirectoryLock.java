package io.tallystick.eventlog.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The right to write the event log of a directory, which one process has at a time. */
public final class DirectoryLock implements AutoCloseable {

  private final FileChannel file;

  private DirectoryLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the right until it is closed, or the process ends.
   *
   * @throws IOException where another process has it
   */
  @SuppressWarnings("resource") // The lock lives as long as the channel.
  public static DirectoryLock take(Path directory) throws IOException {
    FileChannel file =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    } catch (IOException e) {
      file.close();
      throw e;
    }
    if (lock == null) {
      file.close();
      throw new IOException("another process writes the event log in " + directory);
    }
    return new DirectoryLock(file);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
