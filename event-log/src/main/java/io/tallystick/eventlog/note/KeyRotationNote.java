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
 * A key hands its log over to another: a note that both sign. Whoever trusts the old key trusts the
 * new one by it, and the old one no longer for what comes after.
 *
 * @param from the old key
 * @param to the new one
 * @param at the last checkpoint that is the old key's
 */
record KeyRotationNote(VerifierKey from, VerifierKey to, Checkpoint at) {

  // With its blanks, no log can be called so: a checkpoint is never taken for this, nor this for
  // one.
  private static final String TITLE = "tallystick key rotation";
  private static final String FILE_HEAD = "key-rotation-";

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

  /** Leaves the note in the directory of the log, signed by both. */
  static void write(Path directory, SignerKey from, SignerKey to, Checkpoint at)
      throws IOException {
    String text = new KeyRotationNote(from.verifier(), to.verifier(), at).text();
    SignedNote note = SignedNote.sign(text, from, to);
    DurableFile.replace(
        directory.resolve(FILE_HEAD + to.verifier().idText() + ".note"), note.toString());
  }

  /**
   * The rotations of a directory's log that both their keys have signed; others are passed over.
   */
  static List<KeyRotationNote> all(Path directory) throws IOException {
    List<KeyRotationNote> rotations = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().startsWith(FILE_HEAD)) {
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
      // Whoever needed it will find its checkpoint unsigned, and that is the verdict.
      return Optional.empty();
    }
  }
}
