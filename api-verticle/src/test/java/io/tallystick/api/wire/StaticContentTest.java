package io.tallystick.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages and scripts: compressed, with a tag, and without a copy for each caller. */
class StaticContentTest extends WireTest {

  private static final String BUNDLE = "/docs/swagger-ui-bundle.js";
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws Exception {
    start(Map.of());
  }

  @Test
  void bothCodingsHaveTheSameContent() throws Exception {
    HttpResponse<byte[]> plain = get("Accept", "*/*");
    HttpResponse<byte[]> compressed = get("Accept-Encoding", "gzip");

    assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(plain.headers().allValues("Vary")).contains("Accept-Encoding");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
        .hasSizeGreaterThan(1_000_000)
        .isEqualTo(plain.body());
    assertThat(compressed.headers().firstValue("ETag"))
        .isNotEqualTo(plain.headers().firstValue("ETag"));
  }

  // RFC 9110, section 12.5.3.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "deflate, GZIP;q=0.5 | true",
        "* | true",
        "gzip;q=0 | false",
        "gzip; q=0.0, br | false",
        "br | false",
        "identity | false",
      })
  void aCallerGetsACodingThatItTakes(String accepted, boolean isCompressed) throws Exception {
    assertThat(
            get("Accept-Encoding", accepted).headers().firstValue("Content-Encoding").isPresent())
        .isEqualTo(isCompressed);
  }

  // RFC 9110, section 13.1.2: a weak comparison.
  @Test
  void aCallerThatHasItGetsItNotAgain() throws Exception {
    String tag = get("Accept", "*/*").headers().firstValue("ETag").orElseThrow();

    for (String known : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
      HttpResponse<byte[]> again = get("If-None-Match", known);
      assertThat(again.statusCode()).as(known).isEqualTo(304);
      assertThat(again.body()).as(known).isEmpty();
    }
    assertThat(get("If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
  }

  private HttpResponse<byte[]> get(String header, String value) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + BUNDLE))
            .header(header, value)
            .build(),
        BodyHandlers.ofByteArray());
  }
}
