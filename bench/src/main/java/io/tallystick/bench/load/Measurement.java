package io.tallystick.bench.load;

import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;

/**
 * A row of the report.
 *
 * @param target the server that was measured
 * @param load the name of the load
 * @param connections the number of concurrent callers
 * @param rate answers 200 per second
 * @param p50 the median latency, in milliseconds
 * @param p99 the 99th percentile of the latency, in milliseconds
 * @param p999 the 99.9th percentile of the latency, in milliseconds
 * @param javaCpu the server's CPU seconds per 1,000 answers 200
 * @param postgresCpu PostgreSQL's CPU seconds per 1,000 answers 200
 * @param driverCpu the load driver's CPU seconds per 1,000 answers 200, on the same processors
 * @param bytes the bytes that the server allocates per answer 200
 * @param megabytes the server's resident memory at the end, in megabytes
 * @param refused answers 503 per second
 * @param failed the number of other answers and lost connections
 */
public record Measurement(
    String target,
    String load,
    int connections,
    double rate,
    double p50,
    double p99,
    double p999,
    double javaCpu,
    double postgresCpu,
    double driverCpu,
    long bytes,
    long megabytes,
    double refused,
    long failed) {

  /** A measurement of PostgreSQL without a server. The costs are 0. */
  public static Measurement ofDatabaseAlone(
      String target, String load, int connections, LoadResult got) {
    return new Measurement(
        target,
        load,
        connections,
        got.rate(),
        got.millis(50),
        got.millis(99),
        got.millis(99.9),
        0,
        0,
        0,
        0,
        0,
        0,
        got.failed());
  }

  /** The same text for all runs of a load on a target. */
  public String key() {
    return target + "|" + load + "|" + connections;
  }

  /** Of several runs, the one with the median rate. */
  public static Measurement median(List<Measurement> runs) {
    List<Measurement> sorted =
        runs.stream().sorted(Comparator.comparingDouble(Measurement::rate)).toList();
    return sorted.get(sorted.size() / 2);
  }

  /** The measurement as JSON, for the report. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("target", target)
        .put("load", load)
        .put("connections", connections)
        .put("rate_per_second", rate)
        .put("p50_ms", p50)
        .put("p99_ms", p99)
        .put("p999_ms", p999)
        .put("server_cpu_seconds_per_1000", javaCpu)
        .put("postgres_cpu_seconds_per_1000", postgresCpu)
        .put("driver_cpu_seconds_per_1000", driverCpu)
        .put("allocated_bytes_per_request", bytes)
        .put("resident_megabytes", megabytes)
        .put("refused_per_second", refused)
        .put("failed", failed);
  }

  /** The heading of the table whose rows {@link #toString} makes. */
  public static String header() {
    return "%-28s %-16s %5s %9s %8s %8s %8s %9s %9s %9s %8s %6s %8s %6s"
        .formatted(
            "target",
            "load",
            "conn",
            "rate/s",
            "p50 ms",
            "p99 ms",
            "p99.9ms",
            "java s/1k",
            "pg s/1k",
            "load s/1k",
            "B/req",
            "MB",
            "503/s",
            "failed");
  }

  @Override
  public String toString() {
    return "%-28s %-16s %5d %,9.0f %8.2f %8.2f %8.2f %9.3f %9.3f %9.3f %,8d %6d %,8.0f %6d"
        .formatted(
            target,
            load,
            connections,
            rate,
            p50,
            p99,
            p999,
            javaCpu,
            postgresCpu,
            driverCpu,
            bytes,
            megabytes,
            refused,
            failed);
  }
}
