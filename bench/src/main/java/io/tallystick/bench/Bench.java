package io.tallystick.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code java -jar bench/target/bench.jar compare}. */
@Command(
    name = "bench",
    description = "Measures Tallystick, and compares it with upper bounds and alternatives.",
    mixinStandardHelpOptions = true,
    subcommands = {
      Compare.class,
      Profile.class,
      Overload.class,
      Checks.class,
      Batches.class,
      Lists.class,
      Far.class,
      Growth.class,
      Purging.class,
      StartUp.class,
      Variants.class,
      Micro.class
    })
public final class Bench {

  private Bench() {}

  /** Runs a benchmark, and prints its results. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }
}
