package io.tallystick.eventlog.segment;

import io.tallystick.eventlog.file.DurableFile;
import io.tallystick.eventlog.file.RegularFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lines before which the time may have stepped back, because the clock of the database was set
 * back. Between two of them times never run backwards, so that a search by time may skip segments.
 * There are none in most logs, and then there is no file either.
 */
public final class TimeSteps {

  /** The name of the file. */
  public static final String NAME = "time-steps";

  // Far more than any log has.
  private static final int MAX_BYTES = 1 << 20;

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

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
   * Whether the file is as this class writes it, and not longer than that of any log.
   *
   * @throws IOException if the file cannot be read
   */
  public static boolean areIn(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    try {
      if (Files.size(file) > MAX_BYTES) {
        return false;
      }
      String text = RegularFile.readText(file, MAX_BYTES);
      return text.isEmpty()
          || (text.endsWith("\n")
              && Stream.of(text.substring(0, text.length() - 1).split("\n", -1))
                  .allMatch(line -> NUMBER.matcher(line).matches()));
    } catch (NoSuchFileException e) {
      return true;
    } catch (CharacterCodingException e) {
      return false;
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
