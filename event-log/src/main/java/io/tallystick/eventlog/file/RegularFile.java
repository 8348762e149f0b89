package io.tallystick.eventlog.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads small files of a directory that somebody else may have prepared. A link could lead to a
 * device that never ends, and a pipe could keep a reader waiting for ever.
 */
public final class RegularFile {

  private RegularFile() {}

  /**
   * Reads a file.
   *
   * @param most how many bytes it may have
   * @throws NoSuchFileException if it is missing
   * @throws IOException if it is a link or anything else that is no file, is too long, or cannot be
   *     read
   */
  public static byte[] read(Path file, int most) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + " is not a regular file");
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] content = in.readNBytes(most + 1);
      if (content.length > most) {
        throw new IOException("%s is longer than %,d bytes".formatted(file, most));
      }
      return content;
    }
  }

  /**
   * Reads a file of text in UTF-8.
   *
   * @param most how many bytes it may have
   * @throws CharacterCodingException if it is not UTF-8
   * @throws IOException as {@link #read} does
   */
  public static String readText(Path file, int most) throws IOException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(read(file, most))).toString();
  }
}
