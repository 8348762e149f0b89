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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing in a log, in the name of a file or in an argument can change what a terminal shows. */
class HostileTextTest {

  private static final Instant TIME = Instant.parse("2026-11-24T03:00:00Z");
  // Erases the line, goes back to its start, and turns the direction of writing.
  private static final String HOSTILE = "x\u001b[2K\r\u009b1K\u202e\u200b\u2028y";
  private static final String SHOWN = "x\\u{1b}[2K\\u{d}\\u{9b}1K\\u{202e}\\u{200b}\\u{2028}y";

  @TempDir static Path temporary;
  private static Path log;
  private static Path early;

  private int status;
  private String out = "";
  private String err = "";

  @BeforeAll
  static void aLogIsFullOfIt() throws IOException {
    log = temporary.resolve("audit");
    // The name of a key has no white space.
    try (EventLog writer = EventLog.open(log, "log\u001b[2K\u202e", null)) {
      writer.append(Lines.of(List.of(event(1))));
      writer.tree().publish(writer.tree().prepare().orElseThrow());
      early = Files.copy(log.resolve("checkpoint"), temporary.resolve("early"));
      writer.append(Lines.of(List.of(event(2))));
      writer.tree().publish(writer.tree().prepare().orElseThrow());
    }
  }

  private static AuditEvent event(long seq) {
    return new AuditEvent(
        seq,
        TIME.plusSeconds(seq),
        1,
        SampleEvents.issue(
            new UUID(0x0190_0000_0000_7000L, seq),
            SecretHash.ofSecret("secret".getBytes(StandardCharsets.UTF_8)),
            HOSTILE,
            TIME.plusSeconds(3_600),
            SampleEvents.origin("10.0.0.1", null, HOSTILE, HOSTILE)));
  }

  @Test
  void eventsAreShown() throws IOException {
    run("search", log, "--format", "table");
    assertThat(out.lines()).hasSize(3).anyMatch(row -> row.endsWith("  " + SHOWN));
    assertShowsAll(0);

    run("search", log, "--format", "csv");
    assertThat(out.lines()).hasSize(3).anyMatch(row -> row.contains("," + SHOWN + ",10.0.0.1,"));
    out = out.replace("\r\n", "\n");
    assertShowsAll(0);

    run("search", log, "--by", "identity");
    assertThat(out.lines()).hasSize(2).anyMatch(row -> row.endsWith("  " + SHOWN));
    assertShowsAll(0);

    run("search", log, "--identity", HOSTILE);
    assertThat(out.lines())
        .hasSize(2)
        .allMatch(
            line ->
                line.contains(
                    "\"identity\":\"x\\u001b[2K\\r\\u009b1K\\u202e\\u200b\\u2028y\""
                        .replace("\\u001b", "\\u001B")));
    assertShowsAll(0);
  }

  @Test
  void linesThatAreNoEventsAreShown(@TempDir Path forged) throws IOException {
    Files.writeString(
        forged.resolve("events-00000000000000000001.jsonl"),
        """
        {"metadata":{"sequence":"%1$s"}}
        {"metadata":{"sequence":2},"time_dt":"2026-11-24T03:00:00Z","activity_id":1,\
        "status_id":2,"status_code":"%1$s","src_endpoint":{"ip":"%1$s"},\t\r"entity":{"uid":"%1$s"},\
        "http_request":{"uid":"%1$s"}}
        """
            .formatted("x\u007f\u202ey"));

    run("search", forged, "--format", "table");
    assertThat(out).contains("x\\u{7f}\\u{202e}y");
    assertThat(err).contains("line 1: it is not an event: ");
    assertShowsAll(2);
    run("search", forged);
    assertThat(out).contains("\"ip\":\"x\\u007f\\u202ey\"},  \"entity\"");
    assertShowsAll(2);
  }

  @Test
  void verdictsAreShown() throws IOException {
    Path key = log.resolve("key.pub");
    Path proof = temporary.resolve("proof");

    run("verify", log, "--key", key);
    assertThat(out)
        .isEqualTo(
            "intact: 2 lines are those that were signed as log\\u{1b}[2K\\u{202e}, the last one at"
                + " 2026-11-24T03:00:02Z\n");
    assertShowsAll(0);
    run("consistency", early, log, "--key", key, "--out", proof);
    assertThat(out).contains("log\\u{1b}[2K\\u{202e}");
    assertShowsAll(0);
    run("prove", 2, log, "--out", proof);
    assertShowsAll(0);
    run("check", proof, "--key", key);
    assertThat(out)
        .contains("as log\\u{1b}[2K\\u{202e}; its time is 2026-11-24T03:00:02Z")
        .contains(":\n{\"metadata\"");
    assertShowsAll(0);
    run("prove", 2, log);
    assertThat(err).contains("has characters that a terminal would not show; use --out FILE");
    assertShowsAll(2);
  }

  @Test
  void errorsAreShown() {
    run("verify", log, "--key", HOSTILE);
    // Some systems have no files with such names.
    assertThat(err).contains(SHOWN);
    assertShowsAll(2);
    run("search", log, "--since", HOSTILE);
    assertShowsAll(2);
    run("search", log, "--token-id", HOSTILE);
    assertShowsAll(2);
    run("search", log, "--reason", HOSTILE);
    assertShowsAll(2);
    run("search", log, "--action", HOSTILE);
    assertShowsAll(2);
    run("--" + HOSTILE);
    assertThat(err).contains("Unknown option: '--" + SHOWN + "'");
    assertShowsAll(2);
  }

  private void assertShowsAll(int expectedStatus) {
    assertThat(out + err).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}&&[^\n]]");
    assertThat(status).as(err).isEqualTo(expectedStatus);
  }

  private void run(Object... arguments) {
    StringWriter said = new StringWriter();
    StringWriter complained = new StringWriter();
    status =
        AuditCommand.commandLine()
            .setOut(new PrintWriter(said))
            .setErr(new PrintWriter(complained))
            .execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    out = said.toString();
    err = complained.toString();
  }
}
