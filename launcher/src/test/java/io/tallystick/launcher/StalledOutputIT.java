package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.testing.Eventually;
import io.tallystick.testing.FreePorts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Standard output and standard error are a pipe that is full, and nobody reads it. */
class StalledOutputIT {

  private static final int EVENTS = 20;

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  @EnabledOnOs(OS.LINUX)
  void theServiceStartsWorksSignsAndStops() throws Exception {
    Path pipe = directory.resolve("pipe");
    Commands.run("mkfifo " + pipe);
    int port = FreePorts.take(1).get(0);
    // While the test has it open, the pipe keeps what is in it.
    try (RandomAccessFile end = new RandomAccessFile(pipe.toFile(), "rw")) {
      boolean hasRoom =
          Commands.tryRun("dd if=/dev/zero of=" + pipe + " bs=4096 count=100000 oflag=nonblock");
      assertThat(hasRoom).isFalse();
      try (ServiceProcess service =
          ServiceProcess.launch(
              directory,
              List.of("sh", "-c", "exec \"$@\" >'%1$s' 2>'%1$s'".formatted(pipe), "sh"),
              ServiceProcess.theJar(),
              List.of(
                  "-Dtallystick.api.port=" + port,
                  "-Dtallystick.audit.console=true",
                  "-Dtallystick.audit.checkpoint-interval=100ms"))) {
        URI tokens = URI.create("http://127.0.0.1:" + port + "/v1/api_access_token");

        await().ignoreExceptionsInstanceOf(IOException.class).until(() -> issue(tokens) == 200);
        for (int i = 1; i < EVENTS; i++) {
          assertThat(issue(tokens)).isEqualTo(200);
        }
        await().until(() -> signedSize() >= EVENTS);

        assertThat(service.stop()).isEqualTo(143);
        assertThat(end.getFD().valid()).isTrue();
      }
    }
  }

  private int issue(URI tokens) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(tokens)
            .timeout(Eventually.LIMIT)
            .POST(HttpRequest.BodyPublishers.ofString("{\"identity\": \"billing\"}"))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private long signedSize() throws IOException {
    Path checkpoint = directory.resolve("data/audit/checkpoint");
    return Files.exists(checkpoint) ? Long.parseLong(Files.readAllLines(checkpoint).get(1)) : 0;
  }
}
