package io.tallystick.eventlog.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Writes files durably: after a crash, a file has either its old content or its new content, and
 * both are complete.
 */
public final class DurableFile {

  private DurableFile() {}

  /**
   * Creates a file that only its owner may read. It is on disk when this returns.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is such a file; it is left as it is
   * @throws IOException if it cannot be written; then there is no such file
   */
  public static void createForOwner(Path file, String content) throws IOException {
    try (FileChannel channel = createNew(file)) {
      write(channel, content);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    flushDirectory(file.toAbsolutePath().resolveSibling(""));
  }

  /**
   * Replaces the content of a file that only its owner may read. It is on disk when this returns.
   *
   * @param file is created if it is missing
   * @throws IOException if it cannot be written
   */
  public static void replace(Path file, String content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    try (FileChannel channel = createNew(temporary)) {
      write(channel, content);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    flushDirectory(file.toAbsolutePath().resolveSibling(""));
  }

  private static FileChannel createNew(Path file) throws IOException {
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnerOnly.file());
  }

  private static void write(FileChannel channel, String content) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  /**
   * Flushes the content of a file and its directory entry to disk.
   *
   * @throws IOException if they cannot be flushed
   */
  public static void flush(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    flushDirectory(file.toAbsolutePath().resolveSibling(""));
  }

  /**
   * Flushes the entries of a directory to disk, so that new, renamed and deleted files survive a
   * crash. Does nothing on Windows, which cannot open directories.
   *
   * @throws IOException if they cannot be flushed
   */
  public static void flushDirectory(Path directory) throws IOException {
    if (!System.getProperty("os.name").startsWith("Windows")) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
