package io.tallystick.eventlog.note;

import io.tallystick.eventlog.file.DurableFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A signed note that the first lines of a log were removed, because they were older than a setting
 * allows. There is one note, about all lines that were ever removed.
 *
 * @param origin the name of the log
 * @param lines how many lines were removed
 * @param root the root of the Merkle tree over these lines
 * @param until the time up to which events were removed
 * @param at when the last of them were removed
 * @param retention the setting {@code audit.retention} at that time
 * @param note the note itself
 */
public record RemovalNote(
    String origin,
    long lines,
    RootHash root,
    Instant until,
    Instant at,
    Duration retention,
    SignedNote note) {

  // As the title of a key rotation, it cannot be mistaken for the name of a log.
  private static final String TITLE = "tallystick removal";
  private static final int TEXT_LINES = 7;

  /** The file of the note in a log's directory. */
  public static Path file(Path directory) {
    return directory.resolve("removed.note");
  }

  /** Makes a note. */
  public static RemovalNote sign(
      Checkpoint removed, Instant until, Instant at, Duration retention, SignerKey key) {
    String text =
        "%s\n%sevents until %s\nremoved at %s\naudit.retention %s\n"
            .formatted(TITLE, removed.text(), until, at, retention);
    return new RemovalNote(
        removed.origin(),
        removed.size(),
        removed.root(),
        until,
        at,
        retention,
        SignedNote.sign(text, key));
  }

  /**
   * Reads the note of a log without verifying its signature.
   *
   * @return empty if there is none
   * @throws IllegalArgumentException if the file is not such a note
   * @throws IOException if it cannot be read
   */
  public static Optional<RemovalNote> read(Path directory) throws IOException {
    try {
      return Optional.of(parse(SignedNote.read(file(directory))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static RemovalNote parse(SignedNote note) {
    List<String> lines = note.text().lines().toList();
    if (lines.size() != TEXT_LINES || !lines.get(0).equals(TITLE)) {
      throw new IllegalArgumentException("a note about removed lines begins with '" + TITLE + "'");
    }
    Checkpoint removed =
        Checkpoint.parse("%s\n%s\n%s\n".formatted(lines.get(1), lines.get(2), lines.get(3)));
    try {
      return new RemovalNote(
          removed.origin(),
          removed.size(),
          removed.root(),
          Instant.parse(value(lines.get(4), "events until ")),
          Instant.parse(value(lines.get(5), "removed at ")),
          Duration.parse(value(lines.get(6), "audit.retention ")),
          note);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("it has a malformed time", e);
    }
  }

  private static String value(String line, String label) {
    if (!line.startsWith(label)) {
      throw new IllegalArgumentException("it has no line '%s…'".formatted(label));
    }
    return line.substring(label.length());
  }

  /**
   * Writes the note to a log's directory. It is on disk when this returns.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Path directory) throws IOException {
    DurableFile.replace(file(directory), note.toString());
  }

  /** Whether one of these keys has signed it. */
  public boolean isSignedBy(TrustedKeys keys) {
    return keys.haveSigned(note, lines);
  }
}
