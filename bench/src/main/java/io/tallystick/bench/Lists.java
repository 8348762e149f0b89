package io.tallystick.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how fast the tokens of an identity are listed in a large table. */
@Command(
    name = "lists",
    description = "Measures pages of the tokens of an identity, in a table of many tokens.",
    mixinStandardHelpOptions = true)
final class Lists implements Callable<Integer> {

  private static final String OPERATOR = "bench-operator";
  private static final int OK = 200;
  // As the generator makes them: each has a thousandth of the tokens, strewn over the whole table.
  private static final int IDENTITIES = 1_000;
  private static final int FIRST = 500;
  private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(1);

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--tokens",
      defaultValue = "10000000",
      description = "The number of tokens; ${DEFAULT-VALUE} by default.")
  private long tokens;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Override
  public Integer call() throws Exception {
    Report report = options.report("lists");
    try (Stage stage = options.stage()) {
      String url = stage.databaseWithSchema();
      Generator.tokens(stage, url, tokens, "200 days", "366 days");
      Generator.settle(stage, url);
      try (Target service = stage.service(url, "-Dtallystick.api.operators=" + OPERATOR)) {
        String operator = stage.token(url, OPERATOR);
        stage.warm(service, url);
        // Each identity is listed for the first time, so nothing of it is in the caches.
        measure(report, "first", service.uri(), operator, 1);
        measure(report, "again", service.uri(), operator, 2);
        stage.checkHealth(service);
      }
    }
    report.write();
    return 0;
  }

  private void measure(Report report, String name, URI service, String operator, int times)
      throws IOException, InterruptedException {
    Histogram micros = new Histogram(HIGHEST_MICROS, 3);
    long listed = 0;
    for (int time = 0; time < times; time++) {
      micros.reset();
      for (int identity = FIRST; identity < FIRST + options.repeats(); identity++) {
        listed += list(service, operator, identity % IDENTITIES, micros);
      }
    }
    String text =
        "pages of 100, listed %s: %,d of %,d tokens; p50 %.1f ms, p99 %.1f ms, longest %.1f ms"
            .formatted(
                name,
                micros.getTotalCount(),
                listed,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getMaxValue() / 1e3);
    System.out.println(text);
    report.add("pages listed " + name + ", p50 ms", micros.getValueAtPercentile(50) / 1e3);
    report.add("pages listed " + name + ", p99 ms", micros.getValueAtPercentile(99) / 1e3);
  }

  /** Reads all pages of an identity, and returns the number of its tokens. */
  private long list(URI service, String operator, int identity, Histogram micros)
      throws IOException, InterruptedException {
    long listed = 0;
    String cursor = "";
    while (cursor != null) {
      URI page = service.resolve("/v1/tokens?identity=service-%04d%s".formatted(identity, cursor));
      HttpRequest request =
          HttpRequest.newBuilder(page).header("Authorization", "Bearer " + operator).build();
      long begun = System.nanoTime();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun));
      if (answer.statusCode() != OK) {
        throw new IOException("a list was answered " + answer.statusCode() + " " + answer.body());
      }
      JsonObject body = new JsonObject(answer.body());
      listed += body.getJsonArray("tokens").size();
      cursor = next(body);
    }
    return listed;
  }

  private static @Nullable String next(JsonObject body) {
    String next = body.getString("next");
    return next == null ? null : "&cursor=" + next;
  }
}
