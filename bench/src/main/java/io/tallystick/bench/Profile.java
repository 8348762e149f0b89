package io.tallystick.bench;

import io.tallystick.bench.load.Load;
import io.tallystick.bench.load.Measurement;
import io.tallystick.bench.load.Workload;
import io.tallystick.bench.load.Workload.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows where the service spends time and allocates memory under load, by JDK Flight Recorder. */
@Command(
    name = "profile",
    description = "Records the service under load, and prints the top frames of its stack traces.",
    mixinStandardHelpOptions = true)
final class Profile implements Callable<Integer> {

  private static final int ROWS = 25;

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(names = "--connections", defaultValue = "256")
  private int connections;

  @Option(names = "--load", defaultValue = "ISSUE", description = "${COMPLETION-CANDIDATES}")
  private Kind kind = Kind.ISSUE;

  @Override
  public Integer call() throws IOException {
    Path recording =
        Files.createDirectories(options.directory()).resolve("recording.jfr").toAbsolutePath();
    Instant warm;
    try (Stage stage = options.stage()) {
      String url = stage.database();
      try (Target target =
          stage.service(url, "-XX:StartFlightRecording=settings=profile,filename=" + recording)) {
        stage.warm(target, url);
        warm = Instant.now();
        System.out.println(Measurement.header());
        System.out.println(
            stage.measure("service", target, url, new Workload(kind), load(options.millis())));
      }
    }
    Map<String, Long> threads = new HashMap<>();
    Map<String, Long> frames = new HashMap<>();
    Map<String, Long> tallystickFrames = new HashMap<>();
    Map<String, Long> allocations = new HashMap<>();
    Instant end = warm.plus(Duration.ofMillis(options.millis()));
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getStartTime().isBefore(warm) || event.getStartTime().isAfter(end)) {
          continue;
        }
        switch (event.getEventType().getName()) {
          case "jdk.ExecutionSample" -> {
            count(threads, event.getThread("sampledThread").getJavaName(), 1);
            count(frames, top(event), 1);
            count(tallystickFrames, topTallystickFrame(event), 1);
          }
          case "jdk.ObjectAllocationSample" ->
              count(
                  allocations,
                  event.getClass("objectClass").getName() + " at " + topTallystickFrame(event),
                  event.getLong("weight"));
          default -> {}
        }
      }
    }
    print("threads, by samples on the processor", threads);
    print("top frames", frames);
    print("top frames of Tallystick, with all that they call", tallystickFrames);
    print("allocations, by bytes", allocations);
    return 0;
  }

  private Load load(long millis) {
    return new Load("", connections, 0, 0, millis);
  }

  private static void count(Map<String, Long> counts, String key, long weight) {
    counts.merge(key, weight, Long::sum);
  }

  private static String top(RecordedEvent event) {
    return event.getStackTrace() == null ? "?" : name(event.getStackTrace().getFrames().get(0));
  }

  private static String topTallystickFrame(RecordedEvent event) {
    if (event.getStackTrace() != null) {
      for (RecordedFrame frame : event.getStackTrace().getFrames()) {
        if (frame.getMethod().getType().getName().startsWith("io.tallystick.")) {
          return name(frame);
        }
      }
    }
    return "(no frame of Tallystick)";
  }

  private static String name(RecordedFrame frame) {
    return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
  }

  private static void print(String title, Map<String, Long> counts) {
    double all = counts.values().stream().mapToLong(Long::longValue).sum();
    System.out.printf("%n%s%n", title);
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(ROWS)
        .forEach(e -> System.out.printf("%5.1f %%  %s%n", 100 * e.getValue() / all, e.getKey()));
  }
}
