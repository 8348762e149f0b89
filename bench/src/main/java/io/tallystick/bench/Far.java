package io.tallystick.bench;

import io.tallystick.bench.load.Load;
import io.tallystick.bench.load.Measurement;
import io.tallystick.bench.load.Workload;
import io.tallystick.bench.load.Workload.Kind;
import io.tallystick.testing.FaultyNetwork;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures the service with a database that is far away: a proxy delays all data in both
 * directions. Two things bound the rate. Each caller waits for at least one round trip, so the
 * callers' number divided by the round trip is the most that is possible. And the machine can do no
 * more than without a delay.
 */
@Command(
    name = "far",
    description = "Measures the service with a database that is some milliseconds away.",
    mixinStandardHelpOptions = true)
final class Far implements Callable<Integer> {

  private static final String SERVICE = "far";

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--delays",
      split = ",",
      defaultValue = "0,5,20,50,100",
      description = "Milliseconds in each direction; ${DEFAULT-VALUE} by default.")
  private List<Integer> delays = List.of();

  @Option(
      names = "--connections",
      defaultValue = "256",
      description = "The number of callers; ${DEFAULT-VALUE} by default.")
  private int connections;

  @Override
  public Integer call() throws IOException {
    Report report = options.report("far");
    // A thread of its own, so that the load driver delays nothing.
    Vertx vertx = Vertx.vertx();
    try (Stage stage = options.stage()) {
      FaultyNetwork network =
          new FaultyNetwork(vertx, TestPostgres.shared().host(), TestPostgres.shared().port());
      String url = stage.databaseWithSchema();
      String far = TestPostgres.throughPort(url, listen(network));
      try (Target target = stage.service(far)) {
        stage.warm(target, url);
        for (int run = 0; run < options.repeats(); run++) {
          System.out.printf("run %d of %d%n%s%n", run + 1, options.repeats(), Measurement.header());
          measure(stage, network, target, url, report);
        }
        stage.checkHealth(target);
      }
    } finally {
      vertx.close();
    }
    delays.stream().filter(delay -> delay > 0).forEach(delay -> addRatios(report, delay));
    report.write();
    return 0;
  }

  private void measure(Stage stage, FaultyNetwork network, Target target, String url, Report report)
      throws IOException {
    for (int delay : delays) {
      network.delay(delay);
      for (int callers : List.of(1, connections)) {
        Load load = new Load(name(delay), callers, 0, Load.WARM_UP_MILLIS, options.millis());
        report.add(stage.measure(SERVICE, target, url, new Workload(Kind.ISSUE), load));
      }
      network.delay(0);
    }
  }

  private void addRatios(Report report, int delay) {
    double rate = report.median(SERVICE, name(delay), connections).rate();
    report.add(
        name(delay) + ": rate / (callers / delay both ways)",
        rate / (connections / (2 * delay / 1_000.0)));
    double alone = report.median(SERVICE, name(delay), 1).p50();
    double possible = connections / (alone / 1_000);
    if (delays.contains(0)) {
      possible = Math.min(possible, report.median(SERVICE, name(0), connections).rate());
    }
    report.add(
        name(delay) + ": rate / min(callers / time of a request alone, rate without a delay)",
        rate / possible);
  }

  private static String name(int delay) {
    return delay + " ms each way";
  }

  private static int listen(FaultyNetwork network) throws IOException {
    try {
      return network.listen().toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IOException("the proxy cannot listen", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
