package io.tallystick.launcher.command;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file for a new key, which must not be there yet. */
final class NewKeyFile {

  /** Writes a file. */
  interface Writer {
    /** Throws a {@link FileAlreadyExistsException} if there is such a file. */
    void write(Path file) throws IOException;
  }

  private NewKeyFile() {}

  /**
   * Writes the file.
   *
   * @throws IOException if it exists, or cannot be written; the message is for the user
   */
  static void write(Path file, Writer writer) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString(), null, "the directory is missing");
    }
    try {
      writer.write(file);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(file + " exists already, and is not overwritten", e);
    }
  }
}
