package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Honest callers beside hostile ones, in a small heap: they lose nothing. The profile soak makes it
 * long.
 */
class HostileCallersIT {

  private static final int CONNECTIONS = Integer.getInteger("hostile.connections", 200);
  private static final int SECONDS = Integer.getInteger("hostile.seconds", 5);
  private static final int HONEST = 64;
  // Files, sockets and pipes of the service itself, and connections that are just being closed.
  private static final int OWN_DESCRIPTORS = 300;
  private static final Pattern OPEN =
      Pattern.compile("(?m)^tallystick_http_connections ([0-9.E]+)$");

  @TempDir Path directory;

  @Test
  void honestCallersLoseNothing() throws Exception {
    List<String> smallHeap =
        Stream.concat(
                Stream.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"),
                ServiceProcess.theJar().stream())
            .toList();
    try (ServiceProcess service =
        ServiceProcess.start(
            directory,
            List.of(),
            smallHeap,
            List.of(
                "-Dtallystick.store.url=" + TestPostgres.shared().newDatabase(),
                "-Dtallystick.api.request-timeout=10s",
                "-Dtallystick.api.max-connections-per-peer=4000",
                "-Dtallystick.api.trusted-proxies=127.0.0.1"))) {
      List<Long> millis;
      HostileCallers hostile = new HostileCallers(service.uri("/"), CONNECTIONS);
      ProcessUse use = ProcessUse.watch(service.pid());
      try {
        millis = honestCalls(service);
      } finally {
        hostile.stop();
        use.stop();
      }
      long p99 = millis.get((int) (millis.size() * 0.99));
      System.out.printf(
          "%d honest requests beside %d hostile connections: p99 %d ms; %s%n",
          millis.size(), CONNECTIONS, p99, use);
      assertThat(use.mostDescriptors()).isLessThan(HONEST + CONNECTIONS + OWN_DESCRIPTORS);
      assertThat(connections(service)).isLessThan(HONEST + CONNECTIONS + 16.0);
      assertThat(service.status("/health")).isEqualTo(200);
    }
    assertThat(Files.readString(directory.resolve("stderr.log")))
        .doesNotContain("OutOfMemoryError", "OutOfDirectMemoryError");
  }

  /** The times of all calls, in milliseconds, the shortest first. */
  private static List<Long> honestCalls(ServiceProcess service) throws Exception {
    ConcurrentLinkedQueue<Long> millis = new ConcurrentLinkedQueue<>();
    ExecutorService callers = Executors.newFixedThreadPool(HONEST);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    Callable<Void> caller =
        () -> {
          while (System.nanoTime() < end) {
            long begun = System.nanoTime();
            assertThat(service.post("{\"identity\": \"honest\"}").statusCode()).isEqualTo(200);
            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
          }
          return null;
        };
    List<Future<Void>> running = new ArrayList<>();
    for (int i = 0; i < HONEST; i++) {
      running.add(callers.submit(caller));
    }
    for (Future<Void> one : running) {
      one.get();
    }
    callers.shutdown();
    return millis.stream().sorted().toList();
  }

  private static double connections(ServiceProcess service) {
    Matcher matcher = OPEN.matcher(service.get("/metrics").body());
    assertThat(matcher.find()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }
}
