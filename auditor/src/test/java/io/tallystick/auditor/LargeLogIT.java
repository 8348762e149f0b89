package io.tallystick.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.Action;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft;
import io.tallystick.event.Reason;
import io.tallystick.event.SecretHash;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.log.SegmentMaintenance;
import io.tallystick.testing.SampleEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log of as many lines as the system property {@code large.log.lines} says is verified and
 * searched with little memory. The times are in {@code large-log.txt} below {@code target}. A tenth
 * of the segments are compressed. 10 million lines take 9 GB of disk.
 */
@EnabledIfSystemProperty(named = "large.log.lines", matches = "[1-9]\\d*")
class LargeLogIT {

  private static final int BATCH = 8_192;
  private static final int SEGMENT = 65_536;
  private static final int IDENTITIES = 1_000;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path log;
  @TempDir Path elsewhere;
  private final Path times = Path.of(System.getProperty("large.log.times"));

  @Test
  void itTakesLittleMemory() throws Exception {
    long lines = Long.getLong("large.log.lines");
    long bytes = write(lines);
    Path key = log.resolve("key.pub");
    Files.writeString(times, "%,d lines, %,d MB%n".formatted(lines, bytes / 1_000_000));

    measure("verify", log, "--key", key);
    measure("search", log, "--count", "--identity", "client-7");
    measure("search", log, "--count", "--token-id", token(lines / 10 * 5));
    measure("search", log, "--count", "--reason", "no_live_token");
    measure("search", log, "--count", "--address", "10.0.4.0/24");
    measure("search", log, "--by", "reason");
    measure("search", log, "--count", "--since", time(lines - lines / 100));
    measure("search", log, "--format", "csv", "--until", time(lines / 100));
    measure("tokens", log, "--identity", "client-7");
    measure("tokens", log, "--identity", "client-7", "--key", key);
    measure("prove", lines / 2, log);
    measure(
        "evidence",
        log,
        "--token-id",
        token(lines / 10 * 5),
        "--out",
        elsewhere.resolve("evidence"));
  }

  private long write(long lines) throws IOException {
    try (EventLog writer = EventLog.open(log, "test", null)) {
      for (long first = 1; first <= lines; first += BATCH) {
        long last = Math.min(lines, first + BATCH - 1);
        writer.append(
            Lines.of(LongStream.rangeClosed(first, last).mapToObj(LargeLogIT::event).toList()));
        // Now and then, so that tiles do not wait in memory.
        if ((first - 1) % SEGMENT == 0 || last == lines) {
          writer.tree().publish(writer.tree().prepare().orElseThrow());
        }
      }
      SegmentMaintenance maintenance = new SegmentMaintenance(log, Duration.ofSeconds(1), null);
      for (long segment = 0; segment < lines / SEGMENT / 10; segment++) {
        maintenance.run(writer.tree(), time(lines).plus(Duration.ofDays(1)));
      }
    }
    try (Stream<Path> files = Files.list(log)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static Instant time(long seq) {
    return START.plusMillis(seq * 100);
  }

  private static UUID token(long seq) {
    return new UUID(0x0190_0000_0000_7000L, seq);
  }

  /** Of ten events, six issue a token, two revoke one, and two are refused. */
  private static AuditEvent event(long seq) {
    String identity = "client-" + seq / 10 % IDENTITIES;
    return new AuditEvent(
        seq,
        time(seq),
        1,
        switch ((int) (seq % 10)) {
          case 7, 8 ->
              SampleEvents.revoke(
                  new UUID(0x7000L, seq), token(seq - 5), identity, SampleEvents.ORIGIN);
          case 6, 9 -> refusal(seq, identity);
          default ->
              SampleEvents.issue(
                  token(seq),
                  SecretHash.ofSecret(new byte[] {(byte) seq}),
                  identity,
                  time(seq).plus(Duration.ofDays(10_000)),
                  SampleEvents.origin(
                      "10.0.%d.1".formatted(seq % 200), null, "request-" + seq, "curl/8"));
        });
  }

  private static EventDraft refusal(long seq, String identity) {
    return SampleEvents.refusal(
        new UUID(0x7000L, seq),
        Action.REVOKE,
        seq % 20 == 6 ? Reason.NO_LIVE_TOKEN : Reason.NOT_A_TOKEN,
        identity,
        null,
        time(seq),
        SampleEvents.ORIGIN);
  }

  private void measure(Object... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-jar",
                System.getProperty("auditor.jar")));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    Path said = times.resolveSibling("large-log.out");
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    int status = process.waitFor();
    double seconds = (System.nanoTime() - begin) / 1e9;
    Files.writeString(
        times,
        "%6.1f s  %s%n".formatted(seconds, String.join(" ", command.subList(4, command.size()))),
        StandardOpenOption.APPEND);
    try (Stream<String> output = Files.lines(said)) {
      assertThat(status).as("%s: %s", command, output.limit(5).toList()).isZero();
    }
  }
}
