package io.tallystick.eventlog.note;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A checkpoint and the note that it was read from, whose signatures are still to be checked.
 *
 * @param note as it stands in the file
 * @param checkpoint what its text says
 */
public record SignedCheckpoint(SignedNote note, Checkpoint checkpoint) {

  /** The file of a log's newest checkpoint. */
  public static Path file(Path directory) {
    return directory.resolve("checkpoint");
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException that says why it is no checkpoint
   * @throws IOException where it cannot be read
   */
  public static SignedCheckpoint read(Path file) throws IOException {
    return of(SignedNote.read(file));
  }

  /** Reads a text, likewise. */
  public static SignedCheckpoint parse(String text) {
    return of(SignedNote.parse(text));
  }

  private static SignedCheckpoint of(SignedNote note) {
    return new SignedCheckpoint(note, Checkpoint.parse(note.text()));
  }

  public static SignedCheckpoint sign(Checkpoint checkpoint, SignerKey... keys) {
    return new SignedCheckpoint(SignedNote.sign(checkpoint.text(), keys), checkpoint);
  }
}
