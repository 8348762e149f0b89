package io.tallystick.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** How much memory and how many descriptors a process uses, looked at once a second on Linux. */
final class ProcessUse {

  private record Sample(long megabytes, long descriptors) {}

  private final Path proc;
  private final List<Sample> samples = new ArrayList<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  private ProcessUse(long pid) {
    this.proc = Path.of("/proc/" + pid);
  }

  /** Begins to watch a process. */
  static ProcessUse watch(long pid) {
    ProcessUse use = new ProcessUse(pid);
    if (Files.isDirectory(use.proc)) {
      var unused = use.clock.scheduleAtFixedRate(use::sample, 0, 1, TimeUnit.SECONDS);
    }
    return use;
  }

  private void sample() {
    try (Stream<Path> descriptors = Files.list(proc.resolve("fd"));
        Stream<String> status = Files.lines(proc.resolve("status"))) {
      long kilobytes =
          status
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum();
      samples.add(new Sample(kilobytes / 1_024, descriptors.count()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop() throws InterruptedException {
    clock.shutdown();
    if (!clock.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("a look at a process does not end");
    }
  }

  /** The largest number of descriptors; 0 if the system has no {@code /proc}. */
  long mostDescriptors() {
    return samples.stream().mapToLong(Sample::descriptors).max().orElse(0);
  }

  /** The use in each quarter of the time, so that growth can be seen. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int quarter = 0; quarter < 4 && samples.size() >= 4; quarter++) {
      List<Sample> part =
          samples.subList(quarter * samples.size() / 4, (quarter + 1) * samples.size() / 4);
      text.append(quarter == 0 ? "at most " : ", ")
          .append(part.stream().mapToLong(Sample::megabytes).max().orElse(0))
          .append(" MB and ")
          .append(part.stream().mapToLong(Sample::descriptors).max().orElse(0))
          .append(" descriptors");
    }
    return text.toString();
  }
}
