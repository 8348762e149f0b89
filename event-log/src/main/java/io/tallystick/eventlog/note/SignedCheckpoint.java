package io.tallystick.eventlog.note;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A checkpoint and the note that contains it. The signatures of a parsed note are not verified yet.
 *
 * @param note the signed note
 * @param checkpoint the content of the note
 */
public record SignedCheckpoint(SignedNote note, Checkpoint checkpoint) {

  /** The file of the newest checkpoint in a log's directory. */
  public static Path file(Path directory) {
    return directory.resolve("checkpoint");
  }

  /**
   * Reads a checkpoint without verifying its signatures.
   *
   * @throws IllegalArgumentException if the file is not a checkpoint; the message says why
   * @throws IOException if it cannot be read
   */
  public static SignedCheckpoint read(Path file) throws IOException {
    return of(SignedNote.read(file));
  }

  /**
   * Parses a checkpoint without verifying its signatures.
   *
   * @throws IllegalArgumentException if the text is not a checkpoint; the message says why
   */
  public static SignedCheckpoint parse(String text) {
    return of(SignedNote.parse(text));
  }

  private static SignedCheckpoint of(SignedNote note) {
    return new SignedCheckpoint(note, Checkpoint.parse(note.text()));
  }

  /** Signs a checkpoint with each of the keys. */
  public static SignedCheckpoint sign(Checkpoint checkpoint, SignerKey... keys) {
    return new SignedCheckpoint(SignedNote.sign(checkpoint.text(), keys), checkpoint);
  }
}
