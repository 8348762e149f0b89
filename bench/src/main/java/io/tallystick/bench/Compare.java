package io.tallystick.bench;

import io.tallystick.bench.Workload.Kind;
import io.tallystick.config.DatabaseUrl;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
  private static final String ONE_STATEMENT = "e: d as one statement";
  private static final int BUSY = 256;
  private static final int TRANSACTION_CONNECTIONS = 32;

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(names = "--connections", defaultValue = "1,16,64,256,1024", split = ",")
  private List<Integer> connections = List.of();

  @Override
  public Integer call() throws IOException {
    Report report = options.report("compare");
    try (Stage stage = options.stage()) {
      for (int run = 0; run < options.repeats(); run++) {
        System.out.printf("run %d of %d%n%s%n", run + 1, options.repeats(), Measurement.header());
        ceiling(stage, report);
        double peak = service(stage, report);
        openLoop(stage, report, peak);
        statements(stage, report);
        transactions(stage, report);
      }
    }
    report.add("b/a, issue", report.ratio(SERVICE, CEILING, "issue", BUSY));
    report.add("b/c, issue", report.ratio(SERVICE, STATEMENT, "issue", BUSY));
    double service = report.median(SERVICE, "issue", BUSY).rate();
    report.add(
        "b/d, issue",
        service / report.median(TRANSACTION, "issue", TRANSACTION_CONNECTIONS).rate());
    report.add(
        "b/e, issue",
        service / report.median(ONE_STATEMENT, "issue", TRANSACTION_CONNECTIONS).rate());
    report.write();
    report.plot("Issues a second, by connections", "issue");
    return 0;
  }

  private void ceiling(Stage stage, Report report) throws IOException {
    String url = stage.database();
    try (Target target = stage.peer("instant", url)) {
      stage.warm(target, url);
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
      stage.warm(target, url);
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
                  .run(BUSY, 0, options.millis() * 2));
      Workload revokes = new Workload(Kind.REVOKE);
      revokes.takeTokensOf(issues);
      report.add(
          stage.measure(
              SERVICE, target, url, revokes, new Load("revoke", BUSY, 0, 0, options.millis())));
      target.checkHealth();
    }
    return peak;
  }

  private void openLoop(Stage stage, Report report, double peak) throws IOException {
    String url = stage.database();
    try (Target target = stage.service(url)) {
      stage.warm(target, url);
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
                    options.millis())));
      }
      target.checkHealth();
    }
  }

  private void statements(Stage stage, Report report) throws IOException {
    String url = stage.databaseWithSchema();
    try (Target target = stage.peer("statement", url)) {
      stage.warm(target, url);
      report.add(
          stage.measure(STATEMENT, target, url, new Workload(Kind.ISSUE), closed("issue", BUSY)));
    }
  }

  private void transactions(Stage stage, Report report) throws IOException {
    DatabaseUrl url = DatabaseUrl.parse(stage.databaseWithSchema());
    for (SingleTransactions.Form form : SingleTransactions.Form.values()) {
      long[] lengths = {5_000, options.millis()};
      for (long millis : lengths) {
        LoadResult result =
            stage.onLoop(
                () ->
                    new SingleTransactions(form)
                        .run(stage.vertx(), url, TRANSACTION_CONNECTIONS, millis));
        if (millis == options.millis()) {
          report.add(
              Measurement.ofDatabaseAlone(name(form), "issue", TRANSACTION_CONNECTIONS, result));
        }
      }
    }
  }

  private static String name(SingleTransactions.Form form) {
    return switch (form) {
      case TRANSACTION -> TRANSACTION;
      case STATEMENT -> ONE_STATEMENT;
    };
  }

  private Load closed(String name, int count) {
    return new Load(name, count, 0, 1_000, options.millis());
  }
}
