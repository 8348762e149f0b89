package io.tallystick.bench;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of all benchmarks that run the service. */
final class BenchOptions {

  @Option(
      names = "--jar",
      defaultValue = "launcher/target/tallystick.jar",
      description = "The jar of the service; ${DEFAULT-VALUE} by default.")
  private Path jar = Path.of("launcher/target/tallystick.jar");

  @Option(
      names = "--out",
      defaultValue = "bench/target/bench",
      description = "The directory of the reports; ${DEFAULT-VALUE} by default.")
  private Path out = Path.of("bench/target/bench");

  @Option(
      names = "--repeats",
      defaultValue = "3",
      description =
          "The number of runs, of which medians are reported; ${DEFAULT-VALUE} by default.")
  private int repeats;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "The length of each measurement; ${DEFAULT-VALUE} by default.")
  private int seconds;

  int repeats() {
    return repeats;
  }

  long millis() {
    return seconds * 1_000L;
  }

  Path jar() {
    return jar;
  }

  Stage stage() throws IOException {
    return stage(jar);
  }

  Stage stage(Path otherJar) throws IOException {
    return new Stage(out.resolve("servers"), otherJar);
  }

  /** Creates a report. */
  Report report(String name) throws IOException {
    return new Report(out, name);
  }

  Path directory() {
    return out;
  }
}
