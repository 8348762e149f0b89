package io.tallystick.bench;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What all benchmarks of a running service take. */
final class BenchOptions {

  @Option(
      names = "--jar",
      defaultValue = "launcher/target/tallystick.jar",
      description = "The service; ${DEFAULT-VALUE} by default.")
  private Path jar = Path.of("launcher/target/tallystick.jar");

  @Option(
      names = "--out",
      defaultValue = "bench/target/bench",
      description = "Where the reports go; ${DEFAULT-VALUE} by default.")
  private Path out = Path.of("bench/target/bench");

  @Option(
      names = "--repeats",
      defaultValue = "3",
      description = "Runs, of which medians are reported; ${DEFAULT-VALUE} by default.")
  private int repeats;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "Length of each measurement; ${DEFAULT-VALUE} by default.")
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

  /** A report of this name. */
  Report report(String name) throws IOException {
    return new Report(out, name);
  }

  Path directory() {
    return out;
  }
}
