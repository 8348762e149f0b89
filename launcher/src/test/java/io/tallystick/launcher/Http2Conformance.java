package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.testing.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cases of h2spec, which others wrote after RFC 7540 and RFC 7541: {@code ./mvnw verify
 * -Ph2spec}.
 */
class Http2Conformance {

  /**
   * What Netty and Vert.x do otherwise. RFC 9113, section 5.1, allows the first two: a frame that
   * arrives shortly after the end of its stream may be ignored, or end only the stream. So it is
   * for the third, and only its sender has the harm. After GOAWAY (section 6.8) nobody has to close
   * a connection; this service does when it is idle for as long as any other.
   */
  private static final List<String> KNOWN =
      List.of(
          "half closed (remote): Sends a HEADERS frame",
          "closed: Sends a HEADERS frame",
          "Sends stream identifier that is numerically smaller than previous",
          "Sends a GOAWAY frame",
          "Sends a GOAWAY frame with unknown error code");

  private static final Pattern FAILED = Pattern.compile("(?m)^ *\u00d7 \\d+: (.+)$");
  private static final Pattern SUMMARY =
      Pattern.compile("(\\d+) tests, (\\d+) passed, (\\d+) skipped, (\\d+) failed");

  @TempDir Path directory;

  @Test
  void theServiceAnswersAsTheSpecificationSays() throws Exception {
    run("tar", "xzf", System.getProperty("h2spec.archive"), "-C", directory.toString());
    try (ServiceProcess service =
        ServiceProcess.start(
            directory, "-Dtallystick.store.url=" + TestPostgres.shared().newDatabase())) {
      String report =
          run(
              directory.resolve("h2spec").toString(),
              "--host",
              service.uri("/").getHost(),
              "--port",
              Integer.toString(service.uri("/").getPort()),
              "--timeout",
              "5");
      System.out.println(report);
      MatchResult summary = SUMMARY.matcher(report).results().findFirst().orElseThrow();
      assertThat(Integer.parseInt(summary.group(1))).isEqualTo(145);
      assertThat(failures(report)).hasSize(Integer.parseInt(summary.group(4))).isSubsetOf(KNOWN);
      assertThat(service.isHealthy()).isTrue();
    }
  }

  private static List<String> failures(String report) {
    // Before it, each case stands with its result; this list has the failed ones once more.
    int list = Math.max(0, report.indexOf("Failures:"));
    return FAILED.matcher(report.substring(list)).results().map(found -> found.group(1)).toList();
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
