package io.tallystick.eventlog.note;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A signed note (C2SP signed-note): a text that ends with a line feed, an empty line, and a line
 * for each signature. A signature line has a dash, the name of the key, and the base64 of the key
 * id and the signature.
 *
 * @param text what is signed, including its last line feed
 * @param signatures the signature lines without their line feeds
 */
public record SignedNote(String text, List<String> signatures) {

  // Far more than any note has.
  private static final long MAX_BYTES = 1 << 20;
  private static final String DASH = "\u2014 ";

  /** Copies the list. */
  public SignedNote {
    signatures = List.copyOf(signatures);
  }

  /** Signs a text with each of the keys. */
  static SignedNote sign(String text, SignerKey... keys) {
    return new SignedNote(text, Stream.of(keys).map(key -> line(text, key)).toList());
  }

  private static String line(String text, SignerKey key) {
    byte[] id = key.verifier().id();
    byte[] signature = key.sign(text);
    byte[] both = Arrays.copyOf(id, id.length + signature.length);
    System.arraycopy(signature, 0, both, id.length, signature.length);
    return DASH + key.verifier().name() + " " + StrictBase64.encode(both);
  }

  /**
   * Reads a note without verifying its signatures.
   *
   * @throws IllegalArgumentException if the file is not a note
   * @throws IOException if it cannot be read, is no file, or is longer than any note
   */
  static SignedNote read(Path file) throws IOException {
    if (Files.exists(file) && (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES)) {
      throw new IOException(file + " is not a regular file of at most a megabyte");
    }
    try {
      return parse(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("it is not UTF-8", e);
    }
  }

  /**
   * Parses a note without verifying its signatures.
   *
   * @throws IllegalArgumentException if the text is not a note
   */
  static SignedNote parse(String note) {
    int end = note.lastIndexOf("\n\n");
    if (end < 0 || !note.endsWith("\n") || end + 2 == note.length()) {
      throw new IllegalArgumentException("a note has an empty line between text and signatures");
    }
    List<String> lines = List.of(note.substring(end + 2, note.length() - 1).split("\n", -1));
    for (String line : lines) {
      if (!line.startsWith(DASH) || bytes(line) == null) {
        throw new IllegalArgumentException("this is not a signature line: " + line);
      }
    }
    return new SignedNote(note.substring(0, end + 1), lines);
  }

  /** Whether the note has a valid signature of this key. */
  public boolean isSignedBy(VerifierKey key) {
    for (String line : signatures) {
      byte[] both = bytes(line);
      if (both != null
          && line.startsWith(DASH + key.name() + " ")
          && both.length == VerifierKey.ID_LENGTH + VerifierKey.SIGNATURE_LENGTH
          && Arrays.equals(Arrays.copyOf(both, VerifierKey.ID_LENGTH), key.id())
          && key.verifies(text, Arrays.copyOfRange(both, VerifierKey.ID_LENGTH, both.length))) {
        return true;
      }
    }
    return false;
  }

  private static byte @Nullable [] bytes(String line) {
    int space = line.lastIndexOf(' ');
    if (space < DASH.length()) {
      return null;
    }
    try {
      return StrictBase64.decode(line.substring(space + 1));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The complete note, as it is written to a file. */
  @Override
  public String toString() {
    return text + "\n" + String.join("\n", signatures) + "\n";
  }
}
