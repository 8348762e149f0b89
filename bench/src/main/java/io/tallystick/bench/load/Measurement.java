package io.tallystick.bench.load;

import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;

/**
 * A row of the report.
 *
 * @param target what was measured
 * @param load what was asked of it, and how
 * @param connections callers at once
 * @param rate good answers a second
 * @param p50 milliseconds
 * @param p99 milliseconds
 * @param p999 milliseconds
 * @param javaCpu CPU seconds of the server for 1,000 good answers
 * @param postgresCpu CPU seconds of PostgreSQL for 1,000 good answers
 * @param driverCpu CPU seconds of the load driver for 1,000 good answers, taken from the same cores
 * @param bytes allocated by the server for a good answer
 * @param megabytes resident at the end
 * @param refused answers 503 a second
 * @param failed all other answers
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

  /** Of a load that no server of ours took. */
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

  public String key() {
    return target + "|" + load + "|" + connections;
  }

  /** The one in the middle by rate, of several runs of the same load. */
  public static Measurement median(List<Measurement> runs) {
    List<Measurement> sorted =
        runs.stream().sorted(Comparator.comparingDouble(Measurement::rate)).toList();
    return sorted.get(sorted.size() / 2);
  }

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
