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

/** Measures how much purging slows down requests. */
@Command(
    name = "purge",
    description = "Measures the service while it purges, and while it has nothing to purge.",
    mixinStandardHelpOptions = true)
final class Purging implements Callable<Integer> {

  private static final int CONNECTIONS = 1_024;
  private static final String WITH = "purging";
  private static final String WITHOUT = "nothing to purge";

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--tokens",
      defaultValue = "2000000",
      description = "The number of dead tokens; ${DEFAULT-VALUE} by default.")
  private long tokens;

  @Option(
      names = "--rate",
      defaultValue = "5000",
      description = "Tokens issued per second; ${DEFAULT-VALUE} by default.")
  private int rate;

  @Override
  public Integer call() throws IOException {
    Report report = options.report("purge");
    try (Stage stage = options.stage()) {
      String url = stage.databaseWithSchema();
      Generator.tokens(stage, url, tokens, "300 days", "1 day");
      Generator.settle(stage, url);
      for (int run = 0; run < options.repeats(); run++) {
        System.out.printf("run %d of %d%n%s%n", run + 1, options.repeats(), Measurement.header());
        measure(stage, report, url, WITHOUT, "36500d");
        measure(stage, report, url, WITH, "30d");
      }
    }
    for (String load : new String[] {"open", "closed"}) {
      Measurement with = report.median(WITH, load, CONNECTIONS);
      Measurement without = report.median(WITHOUT, load, CONNECTIONS);
      report.add(load + ", p99 while purging / p99", with.p99() / without.p99());
      report.add(load + ", rate while purging / rate", with.rate() / without.rate());
    }
    report.write();
    return 0;
  }

  private void measure(Stage stage, Report report, String url, String name, String retention)
      throws IOException {
    // Makes a step due now. This must be before the service starts, since it checks at its start.
    stage.execute(url, "update tallystick.purge_progress set next_step = now()");
    try (Target target = stage.service(url, "-Dtallystick.tokens.retention=" + retention)) {
      stage.warm(target, url);
      for (Load load :
          new Load[] {
            new Load("open", CONNECTIONS, rate, Load.WARM_UP_MILLIS, options.millis()),
            new Load("closed", CONNECTIONS, 0, Load.WARM_UP_MILLIS, options.millis())
          }) {
        long before = dead(stage, url);
        report.add(stage.measure(name, target, url, new Workload(Kind.ISSUE), load));
        long gone = before - dead(stage, url);
        report.add(
            "%s, %s: purged a second".formatted(name, load.name()),
            gone * 1_000.0 / (load.millis() + load.warmUpMillis()));
        if (name.equals(WITH) && (gone == 0 || gone == before)) {
          throw new IOException(
              "%d of %d tokens were purged; purging must run during the whole measurement"
                  .formatted(gone, before));
        }
      }
      stage.checkHealth(target);
    }
  }

  private static long dead(Stage stage, String url) throws IOException {
    return stage.number(url, "select count(*) from tallystick.token where expires_at < now()");
  }
}
