package io.tallystick.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the start of the service with an existing database, and its memory while idle. */
@Command(
    name = "startup",
    description = "Measures the time until the service is ready, and its memory while idle.",
    mixinStandardHelpOptions = true)
final class StartUp implements Callable<Integer> {

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(names = "--java", description = "Further JVM options, quoted as one word.")
  private String javaOptions = "";

  @Override
  public Integer call() throws IOException {
    List<Double> seconds = new ArrayList<>();
    List<Double> megabytes = new ArrayList<>();
    String[] java = javaOptions.isEmpty() ? new String[0] : javaOptions.split(" +", -1);
    try (Stage stage = options.stage()) {
      String url = stage.databaseWithSchema();
      for (int run = 0; run < options.repeats(); run++) {
        long start = System.nanoTime();
        try (Target target = stage.service(url, java)) {
          seconds.add((System.nanoTime() - start) / 1e9);
          idle();
          megabytes.add((double) target.residentMegabytes());
          stage.checkHealth(target);
        }
        System.out.printf(
            "ready after %.2f s, then idle with %.0f MB%n", seconds.get(run), megabytes.get(run));
      }
    }
    Report report = options.report("startup");
    report.add("seconds until ready, median", median(seconds));
    report.add("resident MB while idle, median", median(megabytes));
    report.write();
    return 0;
  }

  private void idle() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(options.millis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
