package io.tallystick.launcher.token;

import io.tallystick.auditor.CommandOutput;
import io.tallystick.event.PrintableText;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How a command shows its results. */
final class OutputOptions {

  /** A form of output. */
  enum Format {
    /** For people. */
    TABLE,
    /** For programs. */
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description =
          "table for people, or json for programs: an object on a line for each result (by default"
              + " ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  boolean isJson() {
    return format == Format.JSON;
  }

  /**
   * Shows a result.
   *
   * @param json what programs get
   * @param line what people get
   */
  void show(CommandOutput output, JsonObject json, String line) {
    if (isJson()) {
      output.out().println(PrintableText.json(json.encode()));
    } else {
      output.say(line);
    }
  }
}
