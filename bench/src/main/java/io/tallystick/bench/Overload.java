package io.tallystick.bench;

import io.tallystick.bench.load.Load;
import io.tallystick.bench.load.Measurement;
import io.tallystick.bench.load.Workload;
import io.tallystick.bench.load.Workload.Kind;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures the service with three times as many requests as it can write. The database is
 * throttled, so that the load driver, which runs on the same processors, can send enough requests.
 */
@Command(
    name = "overload",
    description = "Measures the service at three times its capacity, with a throttled database.",
    mixinStandardHelpOptions = true)
final class Overload implements Callable<Integer> {

  private static final String SERVICE = "throttled";
  private static final int CONNECTIONS = 256;
  // An open loop needs a free caller for each request that is due.
  private static final int MANY_CONNECTIONS = 1_500;
  private static final int TIMES = 3;

  /** Each row takes a fixed time, like on a slow, remote or shared database. */
  private static final String THROTTLE =
      """
      create function tallystick.throttle() returns trigger language plpgsql as $$
      begin
        perform pg_sleep((select count(*) from added) / %d.0);
        return null;
      end $$;
      create trigger throttle after insert on tallystick.token referencing new table as added
      for each statement execute function tallystick.throttle()
      """;

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--capacity",
      defaultValue = "3000",
      description = "The largest number of rows per second; ${DEFAULT-VALUE} by default.")
  private int capacity;

  @Override
  public Integer call() throws IOException {
    Report report = options.report("overload");
    try (Stage stage = options.stage()) {
      for (int run = 0; run < options.repeats(); run++) {
        System.out.printf("run %d of %d%n%s%n", run + 1, options.repeats(), Measurement.header());
        measure(stage, report);
      }
    }
    Measurement peak = report.median(SERVICE, "peak", CONNECTIONS);
    Measurement overloaded = report.median(SERVICE, "3 x peak", MANY_CONNECTIONS);
    report.add("good answers at 3 x peak / peak", overloaded.rate() / peak.rate());
    report.add("p99 of good answers at 3 x peak, ms", overloaded.p99());
    Measurement before = report.median(SERVICE, "3 x peak, first half", MANY_CONNECTIONS);
    report.add("resident MB after the first half", (double) before.megabytes());
    report.add("resident MB after the second half", (double) overloaded.megabytes());
    report.write();
    return 0;
  }

  private void measure(Stage stage, Report report) throws IOException {
    String url = stage.databaseWithSchema();
    stage.execute(url, THROTTLE.formatted(capacity));
    try (Target target = stage.service(url)) {
      stage.warm(target, url);
      Measurement peak =
          stage.measure(
              SERVICE,
              target,
              url,
              new Workload(Kind.ISSUE),
              new Load("peak", CONNECTIONS, 0, Load.WARM_UP_MILLIS, options.millis()));
      report.add(peak);
      double rate = TIMES * peak.rate();
      Load first =
          new Load(
              "3 x peak, first half",
              MANY_CONNECTIONS,
              rate,
              Load.WARM_UP_MILLIS,
              options.millis());
      Load second = new Load("3 x peak", MANY_CONNECTIONS, rate, 0, options.millis());
      for (Load load : new Load[] {first, second}) {
        report.add(stage.measure(SERVICE, target, url, new Workload(Kind.ISSUE), load));
      }
      stage.checkHealth(target);
    }
  }
}
