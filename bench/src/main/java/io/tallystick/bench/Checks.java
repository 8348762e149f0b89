package io.tallystick.bench;

import io.tallystick.bench.load.Load;
import io.tallystick.bench.load.LoadDriver;
import io.tallystick.bench.load.LoadResult;
import io.tallystick.bench.load.Measurement;
import io.tallystick.bench.load.Workload;
import io.tallystick.bench.load.Workload.Kind;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures how fast tokens are checked, beside the same HTTP server with a store that answers at
 * once, and with the cached provider for services, in one run.
 */
@Command(
    name = "checks",
    description = "Measures introspection and authorization, beside an upper bound.",
    mixinStandardHelpOptions = true)
final class Checks implements Callable<Integer> {

  private static final String CEILING = "a: HTTP, no store";
  private static final String SERVICE = "b: Tallystick";
  private static final long ISSUE_MILLIS = 1_000;
  // A half of the processors' time goes to issues, and as much of the rest is left idle.
  private static final double CHECKS_BESIDE = 4;

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--connections",
      defaultValue = "256",
      description = "The number of callers; ${DEFAULT-VALUE} by default.")
  private int connections;

  @Override
  public Integer call() throws Exception {
    Report report = options.report("checks");
    try (Stage stage = options.stage()) {
      String peerUrl = stage.databaseWithSchema();
      String url = stage.database();
      try (Target ceiling = stage.peer("instant", peerUrl);
          Target service = stage.service(url)) {
        stage.warm(ceiling, peerUrl);
        stage.warm(service, url);
        for (int run = 0; run < options.repeats(); run++) {
          System.out.printf("run %d of %d%n%s%n", run + 1, options.repeats(), Measurement.header());
          for (Kind kind : List.of(Kind.INTROSPECT, Kind.AUTHORIZE)) {
            report.add(measure(stage, CEILING, ceiling, peerUrl, kind));
            report.add(measure(stage, SERVICE, service, url, kind));
          }
          measureBesideIssues(report, stage, service, url);
          measureCached(report, stage, service);
          stage.checkHealth(service);
        }
      }
    }
    for (Kind kind : List.of(Kind.INTROSPECT, Kind.AUTHORIZE)) {
      report.add(
          "b/a, " + name(kind),
          report.median(SERVICE, name(kind), connections).rate()
              / report.median(CEILING, name(kind), connections).rate());
    }
    report.write();
    return 0;
  }

  private Measurement measure(Stage stage, String name, Target target, String url, Kind kind)
      throws IOException {
    Workload issues = new Workload(Kind.ISSUE).keepingTokens();
    stage.onLoop(
        () ->
            new LoadDriver(stage.vertx(), target.uri(), issues, 0)
                .run(connections, 0, ISSUE_MILLIS));
    Workload checks = new Workload(kind);
    checks.takeTokensOf(issues);
    Load load = new Load(name(kind), connections, 0, Load.WARM_UP_MILLIS, options.millis());
    return stage.measure(name, target, url, checks, load);
  }

  /** Issues at half of the peak, and checks at a quarter of theirs, at the same time. */
  private void measureBesideIssues(Report report, Stage stage, Target service, String url)
      throws IOException {
    Load peak = new Load("peak", connections, 0, Load.WARM_UP_MILLIS, options.millis());
    double issueRate =
        stage.measure(SERVICE, service, url, new Workload(Kind.ISSUE), peak).rate() / 2;
    Workload issued = new Workload(Kind.ISSUE).keepingTokens();
    stage.onLoop(
        () ->
            new LoadDriver(stage.vertx(), service.uri(), issued, 0)
                .run(connections, 0, ISSUE_MILLIS));
    Workload checks = new Workload(Kind.INTROSPECT);
    checks.takeTokensOf(issued);
    double checkRate =
        report.median(SERVICE, name(Kind.INTROSPECT), connections).rate() / CHECKS_BESIDE;
    List<LoadResult> both =
        stage.onLoop(
            () ->
                Future.all(
                        driven(stage, service, new Workload(Kind.ISSUE), issueRate),
                        driven(stage, service, checks, checkRate))
                    .map(CompositeFuture::<LoadResult>list));
    print(report, "issues at half of their peak, beside checks", both.get(0));
    print(report, "introspect beside issues at half of their peak", both.get(1));
  }

  private Future<LoadResult> driven(Stage stage, Target service, Workload load, double rate) {
    return new LoadDriver(stage.vertx(), service.uri(), load, rate)
        .run(connections, Load.WARM_UP_MILLIS, options.millis());
  }

  private static void print(Report report, String what, LoadResult result) {
    System.out.printf(
        "%s: %,.0f/s, p50 %.1f ms, p99 %.1f ms%n",
        what, result.rate(), result.millis(50), result.millis(99));
    report.add(what + ", p99 ms", result.millis(99));
  }

  private void measureCached(Report report, Stage stage, Target service) throws Exception {
    try (CachedChecks cached = new CachedChecks(stage.vertx(), service.uri())) {
      cached.rate(Load.WARM_UP_MILLIS);
      double rate = cached.rate(options.millis());
      double staleness = cached.staleness();
      System.out.printf(
          "cached provider: %,.0f checks a second, p99 of staleness %.1f ms%n", rate, staleness);
      report.add("cached provider, checks a second", rate);
      report.add("cached provider, p99 of staleness in ms", staleness);
    }
  }

  private static String name(Kind kind) {
    return kind == Kind.AUTHORIZE ? "authorize" : "introspect";
  }
}
