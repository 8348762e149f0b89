package io.tallystick.bench;

import io.tallystick.bench.load.Load;
import io.tallystick.bench.load.Measurement;
import io.tallystick.bench.load.Workload;
import io.tallystick.bench.load.Workload.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures the effect of a setting, a JVM option or another build. All variants run at the same
 * time and are loaded in turn for some seconds each, since the speed of a shared machine changes
 * from minute to minute.
 */
@Command(
    name = "variants",
    description = "Compares the service with variants of it, in turns.",
    mixinStandardHelpOptions = true)
final class Variants implements Callable<Integer> {

  private static final String BASE = "as it is";
  private static final String OTHER = "other";
  private static final String CEILING = "ceiling";

  @Parameters(
      arity = "1..*",
      paramLabel = "VARIANT",
      description =
          "After --: JVM options, quoted as one word ('-XX:+UseParallelGC -Dtallystick.…=…')."
              + " If a variant starts with 'other', it runs the other build. If it starts with"
              + " 'ceiling', it runs the HTTP verticle with a store that answers at once.")
  private List<String> variants = List.of();

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--other-jar",
      description = "The jar of another build, for variants that start with 'other'.")
  private @Nullable Path otherJar;

  @Option(names = "--connections", defaultValue = "256")
  private int connections;

  @Option(names = "--load", defaultValue = "ISSUE", description = "${COMPLETION-CANDIDATES}")
  private Kind kind = Kind.ISSUE;

  @Override
  public Integer call() throws IOException {
    List<Contender> contenders = new ArrayList<>();
    try (Stage stage = options.stage();
        Stage otherStage = options.stage(otherJar == null ? options.jar() : otherJar)) {
      measure(contenders, stage, otherStage);
    }
    System.out.println(
        "medians, and the median of each round's rate relative to the base of that round");
    for (Contender contender : contenders) {
      System.out.printf(
          "%s  %+.1f %%%n",
          Measurement.median(contender.runs()), 100 * (contender.ratioTo(contenders.get(0)) - 1));
    }
    return 0;
  }

  private void measure(List<Contender> contenders, Stage stage, Stage otherStage)
      throws IOException {
    try {
      contenders.add(start(stage, BASE));
      for (String variant : variants) {
        boolean other = variant.startsWith(OTHER);
        contenders.add(start(other ? otherStage : stage, variant));
      }
      System.out.println(Measurement.header());
      for (int round = 0; round < options.repeats(); round++) {
        for (Contender contender : contenders) {
          contender.run(
              new Load(kind.name(), connections, 0, Load.WARM_UP_MILLIS, options.millis()), kind);
        }
      }
    } finally {
      contenders.forEach(contender -> contender.target().close());
    }
  }

  private static Contender start(Stage stage, String name) throws IOException {
    String url = stage.database();
    String words = name.replaceFirst("^(" + BASE + "|" + OTHER + "|" + CEILING + ")", "").trim();
    String[] java = words.isEmpty() ? new String[0] : words.split(" +", -1);
    Target target =
        name.startsWith(CEILING) ? stage.peer("instant", url, java) : stage.service(url, java);
    stage.warm(target, url);
    return new Contender(name, stage, url, target, new ArrayList<>());
  }

  /** A server that runs during the whole comparison. It is idle while another one is loaded. */
  private record Contender(
      String name, Stage stage, String url, Target target, List<Measurement> runs) {

    void run(Load load, Kind kind) throws IOException {
      Measurement measured = stage.measure(name, target, url, new Workload(kind), load);
      System.out.println(measured);
      runs.add(measured);
      if (!name.startsWith(CEILING)) {
        stage.checkHealth(target);
      }
    }

    double ratioTo(Contender base) {
      return IntStream.range(0, runs.size())
          .mapToDouble(round -> runs.get(round).rate() / base.runs.get(round).rate())
          .sorted()
          .skip(runs.size() / 2)
          .findFirst()
          .orElse(Double.NaN);
    }
  }
}
