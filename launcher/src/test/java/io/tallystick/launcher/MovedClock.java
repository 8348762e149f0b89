package io.tallystick.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The service by a clock that is wrong by as many milliseconds as a file says. */
final class MovedClock implements InstantSource {

  private static final String FILE = "clock.file";
  private static final long READ_MILLIS = 50;

  private final Path file;
  private volatile long wrongMillis;

  private MovedClock(Path file) {
    this.file = file;
    Thread reader = new Thread(this::read, "clock");
    reader.setDaemon(true);
    reader.start();
  }

  public static void main(String[] args) {
    MovedClock clock = new MovedClock(Path.of(System.getProperty(FILE)));
    int exit = Main.commandLine(clock).execute(args);
    if (exit != 0) {
      System.exit(exit);
    }
  }

  /** How to start the service by such a clock. */
  static List<String> application(Path jar, Path file) {
    try {
      Path classes =
          Path.of(MovedClock.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return List.of(
          // Beside this class there is also the configuration of the tests' own log.
          "-Dlogback.configurationFile=logback.xml",
          "-D" + FILE + "=" + file,
          "-cp",
          jar + ":" + classes,
          MovedClock.class.getName());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Moves the clock of the service that reads this file. */
  static void move(Path file, Duration wrong) throws IOException {
    // In one step, since it is read all the time.
    Path written = Files.writeString(Path.of(file + ".new"), Long.toString(wrong.toMillis()));
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public Instant instant() {
    return Instant.now().plusMillis(wrongMillis);
  }

  private void read() {
    try {
      while (true) {
        wrongMillis = Files.exists(file) ? Long.parseLong(Files.readString(file)) : 0;
        Thread.sleep(READ_MILLIS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
