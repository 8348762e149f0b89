package io.tallystick.eventlog.note;

import io.tallystick.eventlog.file.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A note that one key of a log is replaced by another. Both keys sign it, so a reviewer who trusts
 * the old key can trust the new one. Later checkpoints of the old key are not trusted.
 *
 * @param from the old key
 * @param to the new key
 * @param at the last checkpoint of the old key
 * @param note the note itself
 */
record KeyRotationNote(VerifierKey from, VerifierKey to, Checkpoint at, SignedNote note) {

  // The name of a log has no spaces. So this note cannot be mistaken for a checkpoint, nor a
  // checkpoint for this note.
  private static final String TITLE = "tallystick key rotation";
  private static final String FILE_PREFIX = "key-rotation-";

  /** Makes a note that both keys sign. */
  static KeyRotationNote sign(SignerKey from, SignerKey to, Checkpoint at) {
    String text = "%s\n%s\n%s\n%s".formatted(TITLE, from.verifier(), to.verifier(), at.text());
    return new KeyRotationNote(from.verifier(), to.verifier(), at, SignedNote.sign(text, from, to));
  }

  /**
   * Parses a note, and verifies both signatures.
   *
   * @throws IllegalArgumentException if it is not such a note, or is not signed by both keys
   */
  static KeyRotationNote parse(SignedNote note) {
    String[] lines = note.text().split("\n", 4);
    if (lines.length < 4 || !lines[0].equals(TITLE)) {
      throw new IllegalArgumentException("a key rotation begins with '" + TITLE + "'");
    }
    KeyRotationNote rotation =
        new KeyRotationNote(
            VerifierKey.parse(lines[1]),
            VerifierKey.parse(lines[2]),
            Checkpoint.parse(lines[3]),
            note);
    if (!note.isSignedBy(rotation.from) || !note.isSignedBy(rotation.to)) {
      throw new IllegalArgumentException("it is not signed by both of its keys");
    }
    return rotation;
  }

  /** Whether a file is such a note, by its name. */
  static boolean isNamedLikeOne(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(FILE_PREFIX) && name.endsWith(".note");
  }

  /**
   * Writes the note to the log's directory.
   *
   * @throws IOException if it cannot be written
   */
  void write(Path directory) throws IOException {
    DurableFile.replace(directory.resolve(FILE_PREFIX + to.idText() + ".note"), note.toString());
  }

  /**
   * The rotations in a log's directory.
   *
   * @throws IllegalArgumentException if a file is no such note, or is not signed by both keys; the
   *     message names it
   * @throws IOException if a file cannot be read
   */
  static List<KeyRotationNote> all(Path directory) throws IOException {
    List<KeyRotationNote> rotations = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(KeyRotationNote::isNamedLikeOne).sorted().toList()) {
        try {
          rotations.add(parse(SignedNote.read(file)));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "%s is damaged: %s".formatted(file.getFileName(), e.getMessage()), e);
        }
      }
    }
    return rotations;
  }
}
