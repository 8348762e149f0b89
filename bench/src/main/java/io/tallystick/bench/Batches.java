package io.tallystick.bench;

import io.tallystick.bench.load.Load;
import io.tallystick.bench.load.Measurement;
import io.tallystick.bench.load.Workload;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how fast tokens are issued in batches. */
@Command(
    name = "batches",
    description = "Measures batches of 1,000 issues.",
    mixinStandardHelpOptions = true)
final class Batches implements Callable<Integer> {

  private static final String SERVICE = "Tallystick";
  private static final String LOAD = "batches";
  private static final String OPERATOR = "bench-operator";

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--connections",
      defaultValue = "4",
      description = "The number of callers; ${DEFAULT-VALUE} by default.")
  private int connections;

  @Override
  public Integer call() throws Exception {
    Report report = options.report(LOAD);
    try (Stage stage = options.stage()) {
      String url = stage.database();
      try (Target service = stage.service(url, "-Dtallystick.api.operators=" + OPERATOR)) {
        Workload batches = Workload.ofBatches(stage.token(url, OPERATOR));
        for (int run = 0; run < options.repeats(); run++) {
          System.out.printf("run %d of %d%n%s%n", run + 1, options.repeats(), Measurement.header());
          Load load = new Load(LOAD, connections, 0, Load.WARM_UP_MILLIS, options.millis());
          report.add(stage.measure(SERVICE, service, url, batches, load));
          stage.checkHealth(service);
        }
      }
    }
    double rate = report.median(SERVICE, LOAD, connections).rate() * Workload.BATCH_SIZE;
    System.out.printf("%,.0f tokens a second%n", rate);
    report.add("tokens a second in batches", rate);
    report.write();
    return 0;
  }
}
