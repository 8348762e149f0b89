package io.tallystick.bench;

import io.tallystick.bench.load.Load;
import io.tallystick.bench.load.LoadDriver;
import io.tallystick.bench.load.LoadResult;
import io.tallystick.bench.load.Measurement;
import io.tallystick.bench.load.Workload;
import io.tallystick.bench.load.Workload.Kind;
import io.tallystick.bench.peer.SingleTransactions;
import io.tallystick.config.value.DatabaseUrl;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Compares the service with an upper bound and with alternatives, in one run. All servers run at
 * the same time and are loaded in turn for some seconds each, so that compared figures are from the
 * same minute.
 */
@Command(
    name = "compare",
    description = "Compares the service with an upper bound and with alternatives.",
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
      String peerUrl = stage.databaseWithSchema();
      String url = stage.database();
      try (Target ceiling = stage.peer("instant", peerUrl);
          Target statements = stage.peer("statement", peerUrl);
          Target service = stage.service(url)) {
        stage.warm(ceiling, peerUrl);
        stage.warm(statements, peerUrl);
        stage.warm(service, url);
        for (int run = 0; run < options.repeats(); run++) {
          System.out.printf("run %d of %d%n%s%n", run + 1, options.repeats(), Measurement.header());
          double peak = 0;
          for (int count : connections) {
            Load load = closed("issue", count);
            report.add(stage.measure(CEILING, ceiling, peerUrl, new Workload(Kind.ISSUE), load));
            Measurement measured =
                stage.measure(SERVICE, service, url, new Workload(Kind.ISSUE), load);
            report.add(measured);
            peak = Math.max(peak, measured.rate());
            if (count == BUSY) {
              report.add(
                  stage.measure(STATEMENT, statements, peerUrl, new Workload(Kind.ISSUE), load));
              transactions(stage, report, DatabaseUrl.parse(peerUrl));
            }
          }
          otherLoads(stage, report, service, url);
          openLoop(stage, report, service, url, peak);
          stage.checkHealth(service);
        }
      }
    }
    report.addRatio("b/a, issue", SERVICE, BUSY, CEILING, BUSY);
    report.addRatio("b/c, issue", SERVICE, BUSY, STATEMENT, BUSY);
    report.addRatio("b/d, issue", SERVICE, BUSY, TRANSACTION, TRANSACTION_CONNECTIONS);
    report.addRatio("b/e, issue", SERVICE, BUSY, ONE_STATEMENT, TRANSACTION_CONNECTIONS);
    report.write();
    report.plot("Issues a second, by connections", "issue");
    return 0;
  }

  private void otherLoads(Stage stage, Report report, Target service, String url)
      throws IOException {
    report.add(
        stage.measure(SERVICE, service, url, new Workload(Kind.MIX), closed("mix 70/30", BUSY)));
    Workload issues = new Workload(Kind.ISSUE).keepingTokens();
    stage.onLoop(
        () ->
            new LoadDriver(stage.vertx(), service.uri(), issues, 0)
                .run(BUSY, 0, options.millis() * 2));
    Workload revokes = new Workload(Kind.REVOKE);
    revokes.takeTokensOf(issues);
    report.add(
        stage.measure(
            SERVICE, service, url, revokes, new Load("revoke", BUSY, 0, 0, options.millis())));
  }

  private void openLoop(Stage stage, Report report, Target service, String url, double peak)
      throws IOException {
    for (int percent : new int[] {50, 90}) {
      Load load =
          new Load(
              "open, %d %%".formatted(percent),
              1_024,
              peak * percent / 100,
              Load.WARM_UP_MILLIS,
              options.millis());
      report.add(stage.measure(SERVICE, service, url, new Workload(Kind.ISSUE), load));
    }
  }

  private void transactions(Stage stage, Report report, DatabaseUrl url) throws IOException {
    for (SingleTransactions.Form form : SingleTransactions.Form.values()) {
      // A warm-up, so that the measured code is compiled.
      transactions(stage, form, url, 2_000);
      report.add(
          Measurement.ofDatabaseAlone(
              name(form),
              "issue",
              TRANSACTION_CONNECTIONS,
              transactions(stage, form, url, options.millis())));
    }
  }

  private static LoadResult transactions(
      Stage stage, SingleTransactions.Form form, DatabaseUrl url, long millis) throws IOException {
    return stage.onLoop(
        () ->
            new SingleTransactions(form).run(stage.vertx(), url, TRANSACTION_CONNECTIONS, millis));
  }

  private static String name(SingleTransactions.Form form) {
    return switch (form) {
      case TRANSACTION -> TRANSACTION;
      case STATEMENT -> ONE_STATEMENT;
    };
  }

  private Load closed(String name, int count) {
    return new Load(name, count, 0, Load.WARM_UP_MILLIS, options.millis());
  }
}
