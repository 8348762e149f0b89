package io.tallystick.launcher.token;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Tokens on standard input, a line each. They are never arguments, which others can see. */
final class InputTokens {

  private static final int MAX = 100_000;

  private InputTokens() {}

  /**
   * Reads all lines that are not empty.
   *
   * @throws IllegalArgumentException if there is none, or if there are too many
   */
  static List<String> read(BufferedReader input) throws IOException {
    List<String> tokens = new ArrayList<>();
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      if (!line.isBlank()) {
        tokens.add(line.strip());
      }
      if (tokens.size() > MAX) {
        throw new IllegalArgumentException(
            "standard input has more than %,d tokens".formatted(MAX));
      }
    }
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("there is no token on standard input");
    }
    return tokens;
  }
}
