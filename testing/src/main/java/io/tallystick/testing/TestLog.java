package io.tallystick.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file that the log of a module's tests goes to. */
public final class TestLog {

  private final long start;

  private TestLog(long start) {
    this.start = start;
  }

  /** The file, as {@code test-log.xml} names it. */
  public static Path file() {
    return Path.of(System.getProperty("test.log", "target/test.log"));
  }

  /** What is logged from here on. */
  public static TestLog fromHere() throws IOException {
    return new TestLog(Files.size(file()));
  }

  /** The lines since then. */
  public List<String> lines() throws IOException {
    byte[] all = Files.readAllBytes(file());
    return new String(all, (int) start, all.length - (int) start, StandardCharsets.UTF_8)
        .lines()
        .toList();
  }
}
