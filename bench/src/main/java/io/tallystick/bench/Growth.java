package io.tallystick.bench;

import io.tallystick.bench.load.Load;
import io.tallystick.bench.load.Measurement;
import io.tallystick.bench.load.Workload;
import io.tallystick.bench.load.Workload.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the service with large tables. */
@Command(
    name = "growth",
    description =
        "Measures the service with tables of many tokens, and the bytes per token on disk.",
    mixinStandardHelpOptions = true)
final class Growth implements Callable<Integer> {

  private static final int CONNECTIONS = 256;

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--tokens",
      split = ",",
      defaultValue = "0,10000000",
      description =
          "Numbers of tokens; ${DEFAULT-VALUE} by default. 100,000,000 take about 30 GB on disk.")
  private List<Long> sizes = List.of();

  @Override
  public Integer call() throws IOException {
    Report report = options.report("growth");
    try (Stage stage = options.stage()) {
      List<String> urls = new ArrayList<>();
      for (long size : sizes) {
        urls.add(filled(stage, report, size));
      }
      // In turn, so that no size profits if the machine becomes slower or faster.
      for (int run = 0; run < options.repeats(); run++) {
        System.out.printf("run %d of %d%n%s%n", run + 1, options.repeats(), Measurement.header());
        for (int i = 0; i < urls.size(); i++) {
          measure(stage, report, urls.get(i), name(sizes.get(i)));
        }
      }
      report.add("bytes an event", bytesAnEvent(stage, urls.get(0)));
    }
    double empty = report.median(name(sizes.get(0)), "issue", CONNECTIONS).rate();
    for (long size : sizes.subList(1, sizes.size())) {
      report.add(
          "issue rate on %s / on %s".formatted(name(size), name(sizes.get(0))),
          report.median(name(size), "issue", CONNECTIONS).rate() / empty);
    }
    report.write();
    return 0;
  }

  private static String filled(Stage stage, Report report, long size) throws IOException {
    String url = stage.databaseWithSchema();
    Generator.tokens(stage, url, size, "200 days", "366 days");
    if (size > 0) {
      report.add(
          "bytes a token, of %,d".formatted(size),
          stage.number(url, "select pg_total_relation_size('tallystick.token')") / (double) size);
    }
    Generator.settle(stage, url);
    return url;
  }

  private void measure(Stage stage, Report report, String url, String name) throws IOException {
    try (Target target = stage.service(url)) {
      stage.warm(target, url);
      for (Kind kind : new Kind[] {Kind.ISSUE, Kind.MIX}) {
        report.add(
            stage.measure(
                name,
                target,
                url,
                new Workload(kind),
                new Load(
                    kind == Kind.ISSUE ? "issue" : "mix 70/30",
                    CONNECTIONS,
                    0,
                    Load.WARM_UP_MILLIS,
                    options.millis())));
      }
      stage.checkHealth(target);
    }
  }

  /** The bytes per event of all events that the runs have written, including the index. */
  private static double bytesAnEvent(Stage stage, String url) throws IOException {
    return stage.number(
            url,
            "select sum(pg_total_relation_size(inhrelid)) from pg_inherits"
                + " where inhparent = 'tallystick.audit_event'::regclass")
        / (double) stage.number(url, "select seq from tallystick.audit_head");
  }

  private static String name(long size) {
    return "%,d tokens".formatted(size);
  }
}
