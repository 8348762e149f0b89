package io.tallystick.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures parts of the code that every request uses, each alone, with JMH. */
@Command(
    name = "micro",
    description =
        "Measures single parts: minting and parsing tokens, rendering events, encoding batches.",
    mixinStandardHelpOptions = true)
final class Micro implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "PATTERN",
      description = "A regular expression that selects benchmarks; all by default.")
  private String pattern = "io.tallystick";

  @Option(names = "--out", defaultValue = "bench/target/micro")
  private Path out = Path.of("bench/target/micro");

  @Override
  public Integer call() throws IOException, RunnerException {
    Files.createDirectories(out);
    new Runner(
            new OptionsBuilder()
                .include(pattern)
                .addProfiler(GCProfiler.class)
                .resultFormat(ResultFormatType.JSON)
                .result(out.resolve("report.json").toString())
                .build())
        .run();
    return 0;
  }
}
