package io.tallystick.launcher;

import static io.tallystick.launcher.Service.PATH;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators can measure: after requests that are known, numbers that are known. */
class MetricsTest {

  @TempDir Path data;
  private Service service;

  @BeforeEach
  void start() throws Exception {
    service = Service.start(data, Map.of());
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void answersAreCountedByMethodPathAndStatus() {
    String token = service.issue("billing");
    service.issue("billing");
    service.post("{}");
    service.delete("billing", token);
    service.delete("billing", token);
    service.get("/some/path/of/the/callers");

    // An answer is counted once it is sent.
    await()
        .untilAsserted(
            () -> {
              assertThat(answers("POST", PATH, 200)).isEqualTo(2);
              assertThat(answers("POST", PATH, 400)).isEqualTo(1);
              assertThat(answers("DELETE", PATH, 200)).isEqualTo(1);
              assertThat(answers("DELETE", PATH, 404)).isEqualTo(1);
              assertThat(answers("GET", "other", 404)).isEqualTo(1);
            });
  }

  @Test
  void theEventLogIsWellFromTheStart() {
    assertThat(number("tallystick_audit_ok")).isEqualTo(1);
  }

  @Test
  void whatIsWrittenIsCountedAndTheEventLogsPlaceIsShown() {
    String token = service.issue("billing");
    service.delete("billing", token);
    service.post("{}");

    await()
        .untilAsserted(
            () -> {
              assertThat(number("tallystick_store_batch_rows_sum")).isEqualTo(3);
              assertThat(number("tallystick_audit_lines")).isEqualTo(3);
              assertThat(number("tallystick_audit_lag")).isZero();
            });
    assertThat(number("tallystick_store_batch_seconds_sum")).isPositive();
    assertThat(number("tallystick_store_waiting")).isZero();
    assertThat(number("tallystick_store_refused_total")).isZero();
    assertThat(number("tallystick_audit_ok")).isEqualTo(1);
    assertThat(number("process_uptime_seconds")).isPositive();
  }

  @Test
  void metricsNameNobody() {
    String token = service.issue("billing");

    await().until(() -> answers("POST", PATH, 200) == 1);
    assertThat(service.get("/metrics").body())
        .contains("http_server_requests_seconds_bucket")
        .doesNotContain("billing", token);
  }

  private double answers(String method, String path, int status) {
    return number(
        "http_server_requests_seconds_count{method=\"%s\",status=\"%d\",uri=\"%s\"}"
            .formatted(method, status, path));
  }

  /** The value of a series, by its name and labels. */
  private double number(String series) {
    HttpResponse<String> metrics = service.get("/metrics");
    assertThat(metrics.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    return metrics
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .sum();
  }
}
