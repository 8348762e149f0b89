package io.tallystick.eventlog.segment;

import io.tallystick.eventlog.file.DurableFile;
import io.tallystick.eventlog.file.RegularFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The lines before which the time may have stepped back, because the clock of the database was set
 * back. Between two of them times never run backwards, so that a search by time may skip segments.
 * There are none in most logs, and then there is no file either.
 */
public final class TimeSteps {

  private static final String NAME = "time-steps";
  // Far more than any log has.
  private static final int MAX_BYTES = 1 << 20;

  private TimeSteps() {}

  /**
   * The numbers of these lines, in ascending order.
   *
   * @throws IOException if the file cannot be read or has something else in it
   */
  public static List<Long> read(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    try {
      return RegularFile.readText(file, MAX_BYTES).lines().map(Long::valueOf).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (NumberFormatException | CharacterCodingException e) {
      throw new IOException(file + " must have a line number in each line", e);
    }
  }

  /**
   * Adds a line. Must be done before the line is written: a number too many does no harm.
   *
   * @throws IOException if the file cannot be read or written
   */
  public static void add(Path directory, long seq) throws IOException {
    TreeSet<Long> steps = new TreeSet<>(read(directory));
    if (steps.add(seq)) {
      DurableFile.replace(
          directory.resolve(NAME),
          steps.stream().map(step -> step + "\n").collect(Collectors.joining()));
    }
  }
}
