package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk of the event log full, or stuck: requests go on, up to a bound, and no event is lost.
 */
@EnabledOnOs(OS.LINUX)
class FailingFilesTest {

  private static final Map<String, String> SETTINGS =
      Map.of("audit.max-lag", "20", "audit.poll-interval", "50ms");

  @TempDir Path data;

  @Test
  void aFullDiskStopsIssuesPastTheBoundAndNeverRevokes() throws Exception {
    LogCapture log = new LogCapture();
    try (Service service = Service.start(data, SETTINGS)) {
      Path segment = segment();
      Files.createSymbolicLink(segment, Path.of("/dev/full"));
      String token = service.issue("before");
      for (int i = 0; i < 15; i++) {
        assertThat(service.issue("during" + i)).startsWith("tally_");
      }
      await()
          .until(
              () -> service.get("/health").body().contains("\"audit\":\"events are not written\""));

      await().until(() -> issueStatus(service) == 503);

      HttpResponse<String> refused = service.post("{\"identity\": \"late\"}");
      assertThat(refused.body()).contains("The event log is too far behind");
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(service.delete("before", token).statusCode()).isEqualTo(200);
      assertThat(service.get("/health").statusCode()).isEqualTo(200);
      assertThat(service.get("/health").body()).contains("too far behind, no tokens are issued");
      assertThat(log.lines())
          .filteredOn(line -> line.contains("Events after 0 are not written"))
          .hasSize(1);

      Files.delete(segment);
      await().until(() -> issueStatus(service) == 200);
      await().until(() -> service.get("/health").body().contains("\"audit\":\"ok\""));
      assertThat(log.lines()).anyMatch(line -> line.contains("Events are written again"));
      assertGapless(service);
    }
  }

  @Test
  void aDiskThatDoesNotAnswerSlowsNoRequest() throws Exception {
    try (Service service = Service.start(data, SETTINGS)) {
      Path fifo = segment();
      assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();

      // Opening it waits for a reader: the thread that writes the files hangs from here on.
      // A request that waited for it would have no answer, since nobody reads yet.
      for (int i = 0; i < 15; i++) {
        assertThat(service.issue("during" + i)).startsWith("tally_");
      }
      await().until(FailingFilesTest::writerHangs);

      // A reader by another name lets the thread go on, which then finds that this is no file.
      Files.createLink(data.resolve("fifo"), fifo);
      Files.delete(fifo);
      assertThat(new ProcessBuilder("cat", data.resolve("fifo").toString()).start().waitFor())
          .isZero();
      await().until(() -> service.events().size() == 15);
      assertGapless(service);
    }
  }

  /** Whether the thread that writes the event log is about to open a file. */
  private static boolean writerHangs() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("tallystick-event-log"))
        .anyMatch(
            thread ->
                thread.getValue().length > 0
                    && thread.getValue()[0].isNativeMethod()
                    && thread.getValue()[0].getMethodName().startsWith("open"));
  }

  private Path segment() {
    return data.resolve("audit/events-00000000000000000001.jsonl");
  }

  private static int issueStatus(Service service) {
    return service.post("{\"identity\": \"probe\"}").statusCode();
  }

  private static void assertGapless(Service service) throws Exception {
    long last = service.events().size();
    assertThat(service.events().stream().map(event -> event.at("/metadata/sequence").asLong()))
        .startsWith(LongStream.rangeClosed(1, last).boxed().toArray(Long[]::new));
  }
}
