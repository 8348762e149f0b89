package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a stop takes, and what works until then. */
class StopTest {

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration DRAIN_DELAY = Duration.ofSeconds(5);

  @TempDir Path data;

  @Test
  void aDrainDelayIsKeptEvenIfItIsLongerThanTheStopTimeout() throws Exception {
    Service service =
        Service.start(
            data,
            Map.of(
                "node.stop-timeout", STOP_TIMEOUT.toSeconds() + "s",
                "api.drain-delay", DRAIN_DELAY.toSeconds() + "s"));
    assertThat(service.status("/health")).isEqualTo(200);

    long begun = System.nanoTime();
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(service::close);

    await().until(() -> service.get("/health").body().contains("stopping"));
    // Until long after the stop timeout, and a little before the end of the delay.
    Duration served = DRAIN_DELAY.minusSeconds(1);
    while (System.nanoTime() - begun < served.toNanos()) {
      assertThat(service.post("{\"identity\": \"late\"}").statusCode()).isEqualTo(200);
      Thread.sleep(100);
    }
    stopped.join();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(DRAIN_DELAY);
  }
}
