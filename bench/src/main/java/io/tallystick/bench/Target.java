package io.tallystick.bench;

import io.tallystick.bench.micro.AllocatedBytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server that is measured, in its own process. */
final class Target implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("ready on (https?://\\S+)");
  private static final double CLOCK_TICKS = 100;

  private final Process process;
  private final URI uri;
  private @Nullable AllocatedBytes allocated;

  private Target(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  /** Starts a Java program and waits until it prints its port. */
  static Target start(Path directory, List<String> java, String storeUrl, List<String> arguments)
      throws IOException {
    Files.createDirectories(directory);
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(java);
    command.add("-Dtallystick.api.port=0");
    command.add("-Dtallystick.data.dir=" + directory);
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(directory.resolve("stderr.log").toFile());
    builder.environment().put("TALLYSTICK_STORE_URL", storeUrl);
    Process process = builder.start();
    BufferedReader output = process.inputReader();
    String line;
    while ((line = output.readLine()) != null) {
      Matcher matcher = READY.matcher(line);
      if (matcher.find()) {
        return new Target(process, URI.create(matcher.group(1)));
      }
    }
    throw new IOException("the server ended: " + Files.readString(directory.resolve("stderr.log")));
  }

  /** Its scheme, its address and its port. */
  URI uri() {
    return uri;
  }

  long pid() {
    return process.pid();
  }

  /** The counter of the server's allocations. The first call attaches it. */
  AllocatedBytes allocated() throws IOException {
    if (allocated == null) {
      allocated = AllocatedBytes.of(process.pid());
    }
    return allocated;
  }

  /** The CPU time of all threads so far, in seconds. */
  double cpuSeconds() {
    return cpuSeconds(process.pid());
  }

  /** The resident memory in megabytes; 0 if the system has no {@code /proc}. */
  long residentMegabytes() {
    return status(process.pid(), "VmRSS:") / 1_024;
  }

  /** The CPU time of all processes of a PostgreSQL server so far, in seconds. */
  static double postgresCpuSeconds(long postmaster) {
    double seconds = cpuSeconds(postmaster);
    List<ProcessHandle> children =
        ProcessHandle.of(postmaster).map(ProcessHandle::children).orElse(Stream.of()).toList();
    for (ProcessHandle child : children) {
      seconds += cpuSeconds(child.pid());
    }
    return seconds;
  }

  /** The CPU time of a process and its ended children so far, in seconds; see proc(5). */
  static double cpuSeconds(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      // User and system time of the process, then those of its children that have ended.
      long ticks = 0;
      for (int i = 11; i <= 14; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return ticks / CLOCK_TICKS;
    } catch (IOException e) {
      return 0;
    }
  }

  private static long status(long pid, String name) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    try {
      if (allocated != null) {
        allocated.close();
      }
    } catch (IOException e) {
      System.err.println("The counter of allocations did not close: " + e);
    }
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
