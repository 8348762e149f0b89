package io.tallystick.bench;

import io.tallystick.bench.Workload.Kind;
import io.tallystick.config.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The service beside its ceiling and its peers, all in one run. */
@Command(
    name = "compare",
    description = "Measures the service beside its ceiling and its peers.",
    mixinStandardHelpOptions = true)
final class Compare implements Callable<Integer> {

  private static final String CEILING = "a: HTTP, no store";
  private static final String SERVICE = "b: Tallystick";
  private static final String STATEMENT = "c: a statement a request";
  private static final String TRANSACTION = "d: transactions, no HTTP";
  private static final int BUSY = 256;
  private static final int TRANSACTION_CONNECTIONS = 32;

  @Option(names = "--jar", defaultValue = "launcher/target/tallystick.jar")
  private Path jar = Path.of("launcher/target/tallystick.jar");

  @Option(names = "--out", defaultValue = "bench/target/compare")
  private Path out = Path.of("bench/target/compare");

  @Option(names = "--repeats", defaultValue = "3", description = "Runs; medians are reported.")
  private int repeats;

  @Option(names = "--seconds", defaultValue = "10", description = "Of each measurement.")
  private int seconds;

  @Option(names = "--connections", defaultValue = "1,16,64,256,1024", split = ",")
  private List<Integer> connections = List.of();

  @Override
  public Integer call() throws IOException {
    Report report = new Report(out);
    try (Stage stage = new Stage(out.resolve("servers"), jar)) {
      for (int run = 0; run < repeats; run++) {
        System.out.printf("run %d of %d%n%s%n", run + 1, repeats, Measurement.header());
        ceiling(stage, report);
        double peak = service(stage, report);
        openLoop(stage, report, peak);
        statements(stage, report);
        transactions(stage, report);
      }
    }
    report.add("b/a, issue", report.ratio(SERVICE, CEILING, "issue", BUSY));
    report.add("b/c, issue", report.ratio(SERVICE, STATEMENT, "issue", BUSY));
    report.add(
        "b/d, issue",
        report.rate(SERVICE, "issue", BUSY)
            / report.rate(TRANSACTION, "issue", TRANSACTION_CONNECTIONS));
    report.write("Issues a second, by connections", "issue");
    return 0;
  }

  private void ceiling(Stage stage, Report report) throws IOException {
    String url = stage.database();
    try (Target target = stage.peer("instant", url)) {
      warm(stage, target, url);
      for (int count : connections) {
        report.add(
            stage.measure(CEILING, target, url, new Workload(Kind.ISSUE), closed("issue", count)));
      }
    }
  }

  private double service(Stage stage, Report report) throws IOException {
    String url = stage.database();
    double peak = 0;
    try (Target target = stage.service(url)) {
      warm(stage, target, url);
      for (int count : connections) {
        Measurement measured =
            stage.measure(SERVICE, target, url, new Workload(Kind.ISSUE), closed("issue", count));
        report.add(measured);
        peak = Math.max(peak, measured.rate());
      }
      report.add(
          stage.measure(SERVICE, target, url, new Workload(Kind.MIX), closed("mix 70/30", BUSY)));
      Workload issues = new Workload(Kind.ISSUE).collecting();
      stage.onLoop(
          () ->
              new LoadDriver(stage.vertx(), target.port(), issues, 0)
                  .run(BUSY, 0, seconds * 1_500L));
      Workload revokes = new Workload(Kind.REVOKE);
      revokes.takeTokensOf(issues);
      report.add(
          stage.measure(
              SERVICE, target, url, revokes, new Load("revoke", BUSY, 0, 0, seconds * 1_000L)));
    }
    return peak;
  }

  private void openLoop(Stage stage, Report report, double peak) throws IOException {
    String url = stage.database();
    try (Target target = stage.service(url)) {
      warm(stage, target, url);
      for (int percent : new int[] {50, 90}) {
        report.add(
            stage.measure(
                SERVICE,
                target,
                url,
                new Workload(Kind.ISSUE),
                new Load(
                    "open, %d %%".formatted(percent),
                    1_024,
                    peak * percent / 100,
                    2_000,
                    seconds * 1_000L)));
      }
    }
  }

  private void statements(Stage stage, Report report) throws IOException {
    String url = stage.databaseWithSchema();
    try (Target target = stage.peer("statement", url)) {
      warm(stage, target, url);
      report.add(
          stage.measure(STATEMENT, target, url, new Workload(Kind.ISSUE), closed("issue", BUSY)));
    }
  }

  private void transactions(Stage stage, Report report) throws IOException {
    DatabaseUrl url = DatabaseUrl.parse(stage.databaseWithSchema());
    stage.onLoop(
        () -> new SingleTransactions().run(stage.vertx(), url, TRANSACTION_CONNECTIONS, 3_000));
    LoadResult result =
        stage.onLoop(
            () ->
                new SingleTransactions()
                    .run(stage.vertx(), url, TRANSACTION_CONNECTIONS, seconds * 1_000L));
    report.add(
        new Measurement(
            TRANSACTION,
            "issue",
            TRANSACTION_CONNECTIONS,
            result.rate(),
            result.millis(50),
            result.millis(99),
            result.millis(99.9),
            0,
            0,
            0,
            0,
            0,
            0));
  }

  /** Until the compiler has done most of its work. */
  private static void warm(Stage stage, Target target, String url) throws IOException {
    stage.measure("", target, url, new Workload(Kind.ISSUE), new Load("", BUSY, 0, 0, 15_000));
  }

  private Load closed(String name, int count) {
    return new Load(name, count, 0, 1_000, seconds * 1_000L);
  }
}
