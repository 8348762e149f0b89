package io.tallystick.bench;

import io.tallystick.bench.Workload.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether a setting, an option of the JVM or another build moves a figure. */
@Command(
    name = "variants",
    description = "Measures the service as it is beside variants of it, in turns.",
    mixinStandardHelpOptions = true)
final class Variants implements Callable<Integer> {

  private static final String BASE = "as it is";

  @Parameters(
      arity = "1..*",
      paramLabel = "VARIANT",
      description = "Options of the JVM, as one word: '-XX:+UseParallelGC -Dtallystick.…=…'.")
  private List<String> variants = List.of();

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--other-jar",
      description = "Another build, which a variant takes where it begins with 'other'.")
  private Path otherJar = Path.of("other.jar");

  @Option(names = "--connections", defaultValue = "256")
  private int connections;

  @Option(names = "--load", defaultValue = "ISSUE", description = "${COMPLETION-CANDIDATES}")
  private Kind kind = Kind.ISSUE;

  @Override
  public Integer call() throws IOException {
    List<String> all = new ArrayList<>(variants);
    all.add(0, BASE);
    Map<String, List<Measurement>> runs = new LinkedHashMap<>();
    System.out.println(Measurement.header());
    for (int run = 0; run < options.repeats(); run++) {
      for (String variant : all) {
        Measurement measured = measure(variant);
        System.out.println(measured);
        runs.computeIfAbsent(variant, name -> new ArrayList<>()).add(measured);
      }
    }
    double base = Measurement.median(runs.getOrDefault(BASE, List.of())).rate();
    System.out.println("medians");
    runs.forEach(
        (variant, measured) -> {
          Measurement median = Measurement.median(measured);
          System.out.printf("%s  %+.1f %%%n", median, 100 * (median.rate() / base - 1));
        });
    return 0;
  }

  private Measurement measure(String variant) throws IOException {
    boolean other = variant.startsWith("other");
    String words = variant.equals(BASE) ? "" : variant.replaceFirst("^other", "").trim();
    String[] jvm = words.isEmpty() ? new String[0] : words.split(" +", -1);
    try (Stage stage = other ? options.stage(otherJar) : options.stage()) {
      String url = stage.database();
      try (Target target = stage.service(url, jvm)) {
        stage.warm(target, url);
        Load load = new Load(kind.name(), connections, 0, 1_000, options.millis());
        Measurement measured = stage.measure(variant, target, url, new Workload(kind), load);
        target.checkHealth();
        return measured;
      }
    }
  }
}
