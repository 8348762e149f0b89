package io.tallystick.eventlog.note;

import io.tallystick.eventlog.file.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A note that one key of a log is replaced by another. Both keys sign it, so a reviewer who trusts
 * the old key can trust the new one. Later checkpoints of the old key are not trusted.
 *
 * @param from the old key
 * @param to the new key
 * @param at the last checkpoint of the old key
 */
record KeyRotationNote(VerifierKey from, VerifierKey to, Checkpoint at) {

  // The name of a log has no spaces. So this note cannot be mistaken for a checkpoint, nor a
  // checkpoint for this note.
  private static final String TITLE = "tallystick key rotation";
  private static final String FILE_PREFIX = "key-rotation-";

  private String text() {
    return "%s\n%s\n%s\n%s".formatted(TITLE, from, to, at.text());
  }

  private static KeyRotationNote parse(String text) {
    String[] lines = text.split("\n", 4);
    if (lines.length < 4 || !lines[0].equals(TITLE)) {
      throw new IllegalArgumentException("a key rotation begins with '" + TITLE + "'");
    }
    return new KeyRotationNote(
        VerifierKey.parse(lines[1]), VerifierKey.parse(lines[2]), Checkpoint.parse(lines[3]));
  }

  /**
   * Writes the note to the log's directory, signed by both keys.
   *
   * @throws IOException if it cannot be written
   */
  static void write(Path directory, SignerKey from, SignerKey to, Checkpoint at)
      throws IOException {
    String text = new KeyRotationNote(from.verifier(), to.verifier(), at).text();
    SignedNote note = SignedNote.sign(text, from, to);
    DurableFile.replace(
        directory.resolve(FILE_PREFIX + to.verifier().idText() + ".note"), note.toString());
  }

  /**
   * The rotations in a log's directory. Notes that are malformed or not signed by both keys are
   * ignored.
   *
   * @throws IOException if a file cannot be read
   */
  static List<KeyRotationNote> all(Path directory) throws IOException {
    List<KeyRotationNote> rotations = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().startsWith(FILE_PREFIX)) {
          read(file).ifPresent(rotations::add);
        }
      }
    }
    return rotations;
  }

  private static Optional<KeyRotationNote> read(Path file) throws IOException {
    try {
      SignedNote note = SignedNote.read(file);
      KeyRotationNote rotation = parse(note.text());
      return note.isSignedBy(rotation.from) && note.isSignedBy(rotation.to)
          ? Optional.of(rotation)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      // If this note was needed, checkpoints of the new key will fail verification, which is the
      // right verdict.
      return Optional.empty();
    }
  }
}
