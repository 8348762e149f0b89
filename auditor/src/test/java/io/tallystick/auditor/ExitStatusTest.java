package io.tallystick.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.AuditEvent;
import io.tallystick.event.SecretHash;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.testing.SampleEvents;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** A command that could not look at everything says so, and ends with status 2. */
class ExitStatusTest {

  private static final Instant TIME = Instant.parse("2026-11-24T03:00:00Z");

  @TempDir Path log;
  @TempDir Path elsewhere;
  private Path segment;

  private String out = "";
  private String err = "";

  @BeforeEach
  void thereIsALog() throws IOException {
    try (EventLog writer = EventLog.open(log, "test", null)) {
      writer.append(
          Lines.of(LongStream.rangeClosed(1, 5).mapToObj(ExitStatusTest::event).toList()));
      writer.tree().publish(writer.tree().prepare().orElseThrow());
    }
    segment = log.resolve("events-00000000000000000001.jsonl");
  }

  private static AuditEvent event(long seq) {
    return new AuditEvent(
        seq,
        TIME.plusSeconds(seq),
        1,
        SampleEvents.issue(
            new UUID(0x0190_0000_0000_7000L, seq),
            SecretHash.ofSecret("secret".getBytes(StandardCharsets.UTF_8)),
            "client-" + seq,
            TIME.plusSeconds(3_600),
            SampleEvents.origin("10.0.0.1", null, "request", null)));
  }

  @Test
  void aSearchGoesOnAfterALineThatIsNotJson() throws IOException {
    Files.writeString(segment, Files.readString(segment).replaceFirst("\\{", "#"));

    assertThat(run("search", log)).isEqualTo(2);

    assertThat(out.lines()).hasSize(4);
    assertThat(err).isEqualTo("This could not be searched: line 1: it is not JSON\n");
  }

  @Test
  void aSearchGoesOnAfterAMissingFile() throws IOException {
    Files.move(segment, log.resolve("events-00000000000000131073.jsonl"));
    Files.writeString(segment, "");

    assertThat(run("search", log)).isEqualTo(2);

    assertThat(out.lines()).hasSize(5);
    assertThat(err)
        .isEqualTo(
            """
            This could not be searched: lines 1 to 65536 are missing
            This could not be searched: lines 65537 to 131072 are missing
            This could not be searched: line 131073 has the number 1: lines were removed, moved or added
            """);
  }

  @Test
  void aCheckpointThatIsMissingIsNotABrokenLog() {
    assertThat(run("verify", log, "--key", log.resolve("key.pub"), "--checkpoint", "monday"))
        .isEqualTo(2);

    assertThat(out).isEmpty();
    assertThat(err).isEqualTo("This cannot be done: there is no monday\n");
  }

  @Test
  void followingEndsAfterTheLatestTime() {
    assertThat(run("follow", log, "--until", "2020-01-01T00:00:00Z")).isZero();

    assertThat(out + err).isEmpty();
  }

  @Test
  void nothingFoundIsSaid() throws IOException {
    assertThat(run("search", log, "--identity", "nobody")).isOne();
    assertThat(out).isEmpty();
    assertThat(err).isEqualTo("Nothing was found.\n");

    Files.writeString(segment, Files.readString(segment).replaceFirst("\\{", "#"));
    assertThat(run("search", log, "--outcome", "refused")).isEqualTo(2);
    assertThat(err).endsWith("Nothing was found in what could be searched.\n");
  }

  @Test
  void aFaultOfTheProgramIsNoVerdict() {
    CommandLine commandLine = AuditCommand.commandLine();
    commandLine.addSubcommand(new Faulty());
    StringWriter complained = new StringWriter();
    commandLine.setErr(new PrintWriter(complained));

    assertThat(commandLine.execute("faulty")).isEqualTo(2);
    assertThat(complained.toString())
        .startsWith("This cannot be done: the program has a fault. Please report this:\n");
    for (CommandLine command : commandLine.getSubcommands().values()) {
      assertThat(command.getCommandSpec().exitCodeOnExecutionException()).isEqualTo(2);
    }
    assertThat(FallibleCommand.run(new PrintWriter(complained), ExitStatusTest::fillMemory))
        .isEqualTo(2);
    assertThat(complained.toString()).contains("there is not enough memory");
  }

  private static int fillMemory() {
    throw new OutOfMemoryError("as the JVM throws it");
  }

  @Command(name = "faulty")
  private static final class Faulty implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new IllegalStateException("unexpected");
    }
  }

  @Test
  void whatIsNoFileIsNotRead() throws IOException {
    Path steps = Files.createSymbolicLink(log.resolve("time-steps"), Path.of("/dev/zero"));
    assertThat(run("search", log)).isEqualTo(2);
    assertThat(err).isEqualTo("This cannot be done: %s is not a regular file\n".formatted(steps));
    Files.delete(steps);

    Path checkpoint = Files.copy(log.resolve("checkpoint"), elsewhere.resolve("checkpoint"));
    Path tile = log.resolve("tile/0/000.p/5");
    Files.delete(tile);
    Files.createSymbolicLink(tile, Path.of("/dev/zero"));
    assertThat(run("prove", 3, log)).isEqualTo(2);
    assertThat(err).contains("tiles of the log are missing or cannot be read");
    try (EventLog writer = EventLog.open(log, "test", null)) {
      writer.append(Lines.of(List.of(event(6))));
      writer.tree().publish(writer.tree().prepare().orElseThrow());
    }
    Files.delete(log.resolve("tile/0/000.p/6"));
    Files.createSymbolicLink(log.resolve("tile/0/000.p/6"), Path.of("/dev/zero"));
    assertThat(run("consistency", checkpoint, log, "--key", log.resolve("key.pub"))).isEqualTo(2);
    assertThat(err).contains("tiles of the log are missing or cannot be read");
  }

  private int run(Object... arguments) {
    StringWriter said = new StringWriter();
    StringWriter complained = new StringWriter();
    int status =
        AuditCommand.commandLine()
            .setOut(new PrintWriter(said))
            .setErr(new PrintWriter(complained))
            .execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    out = said.toString();
    err = complained.toString();
    return status;
  }
}
