package io.tallystick.audit;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of a fixed range of numbers. Ranges are part of the format: they are the same on every
 * node, and each is a whole subtree of the Merkle tree to come.
 */
final class Segment {

  /** Lines in a full segment. */
  static final int LINES = 65_536;

  private static final Pattern NAME = Pattern.compile("events-(\\d{20})\\.jsonl");

  private Segment() {}

  /** The first number of the segment that holds this one. */
  static long firstOf(long seq) {
    return (seq - 1) / LINES * LINES + 1;
  }

  /** The file of the segment that begins with this number. */
  static Path file(Path directory, long first) {
    return directory.resolve("events-%020d.jsonl".formatted(first));
  }

  /** The number that a segment's file begins with; empty where the file is no segment. */
  static OptionalLong firstOf(Path file) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }
}
