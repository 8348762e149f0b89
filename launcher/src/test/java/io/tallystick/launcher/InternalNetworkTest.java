package io.tallystick.launcher;

import static io.tallystick.launcher.Service.PATH;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate, with the loopback interface in the part of a trusted proxy. */
class InternalNetworkTest {

  @TempDir static Path data;
  private static Service service;

  @BeforeAll
  static void start() throws Exception {
    service =
        Service.start(
            data,
            Map.of(
                "api.internal-networks", "10.0.0.0/8",
                "api.trusted-proxies", "127.0.0.1",
                "audit.poll-interval", "50ms"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void aCallerBehindATrustedProxyIsServedIfItIsInternal() {
    assertThat(issue("X-Forwarded-For", "10.1.2.3").statusCode()).isEqualTo(200);
    assertThat(issue("Forwarded", "for=10.1.2.3").statusCode()).isEqualTo(200);
  }

  @Test
  void aCallerOutsideGets403AndAnEvent() throws Exception {
    HttpResponse<String> response = issue("X-Forwarded-For", "10.0.0.1, 203.0.113.77");

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body())
        .isEqualTo("{\"detail\":\"This service answers to internal networks only.\"}");
    await()
        .untilAsserted(
            () ->
                assertThat(service.events())
                    .anySatisfy(
                        event -> {
                          assertThat(event.at("/status_code").asText())
                              .isEqualTo("outside_internal_networks");
                          assertThat(event.at("/src_endpoint/ip").asText())
                              .isEqualTo("203.0.113.77");
                          assertThat(event.at("/src_endpoint/intermediate_ips/0").asText())
                              .isEqualTo("127.0.0.1");
                        }));
  }

  @Test
  void theContractIsForInternalEyesToo() {
    HttpRequest request =
        service.request("/openapi.json").header("X-Forwarded-For", "203.0.113.77").build();

    assertThat(service.send(request).statusCode()).isEqualTo(403);
  }

  private static HttpResponse<String> issue(String header, String value) {
    return service.send(
        service
            .request(PATH)
            .header(header, value)
            .POST(BodyPublishers.ofString("{\"identity\": \"billing\"}"))
            .build());
  }
}
