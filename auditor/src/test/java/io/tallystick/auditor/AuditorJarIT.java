package io.tallystick.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.AuditEvent;
import io.tallystick.event.SecretHash;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.testing.SampleEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.jar.JarFile;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as reviewers run it: a program of its own, small, and quiet about all but its result. */
class AuditorJarIT {

  private static final Path JAR = Path.of(System.getProperty("auditor.jar"));
  private static final long LARGEST_JAR = 8_000_000;
  private static final Instant FIRST = Instant.parse("2026-11-24T03:00:00Z");

  @TempDir static Path temporary;
  private static Path log;
  private static Path tampered;
  private static Path key;
  private static Path early;

  private record Result(int status, String out, String err) {}

  private static final Result INTACT =
      new Result(
          0,
          "intact: 30 lines are those that were signed as test, the last one at"
              + " 2026-11-24T03:00:30Z\n",
          "");

  @BeforeAll
  static void thereIsALog() throws IOException {
    log = temporary.resolve("audit");
    early = temporary.resolve("early");
    try (EventLog writer = EventLog.open(log, "test", null)) {
      writer.append(issued(1, 20));
      writer.tree().publish(writer.tree().prepare().orElseThrow());
      Files.copy(log.resolve("checkpoint"), early);
      writer.append(issued(21, 30));
      writer.tree().publish(writer.tree().prepare().orElseThrow());
    }
    key = Files.copy(log.resolve("key.pub"), temporary.resolve("key.pub"));
    tampered = temporary.resolve("tampered");
    Files.createDirectory(tampered);
    String segment = "events-00000000000000000001.jsonl";
    Files.writeString(
        tampered.resolve(segment),
        Files.readString(log.resolve(segment)).replaceFirst("client-7", "client-8"));
    Files.copy(log.resolve("checkpoint"), tampered.resolve("checkpoint"));
  }

  private static Lines issued(long first, long last) {
    return Lines.of(LongStream.rangeClosed(first, last).mapToObj(AuditorJarIT::issued).toList());
  }

  private static AuditEvent issued(long seq) {
    return new AuditEvent(
        seq,
        FIRST.plusSeconds(seq),
        1,
        SampleEvents.issue(
            new UUID(0x0190_0000_0000_7000L, seq),
            SecretHash.ofSecret("secret".getBytes(StandardCharsets.UTF_8)),
            "client-" + seq,
            FIRST.plusSeconds(3_600),
            SampleEvents.origin("10.0.0." + seq, null, "request-" + seq, "curl/8")));
  }

  @Test
  void itIsSmallAndHasNothingOfTheService() throws IOException {
    assertThat(Files.size(JAR)).isLessThan(LARGEST_JAR);
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream().map(entry -> entry.getName()))
          .contains("io/tallystick/auditor/Auditor.class")
          .noneMatch(name -> name.startsWith("io/vertx/"))
          .noneMatch(name -> name.startsWith("io/netty/"))
          .noneMatch(name -> name.startsWith("org/postgresql/"))
          .noneMatch(name -> name.endsWith(".txz"));
    }
  }

  @Test
  void itSaysWhatItCanDo() throws Exception {
    Result help = run("--help");

    assertThat(help.out())
        .startsWith("Usage: tallystick-audit ")
        .contains(
            "verify", "prove", "check", "consistency", "search", "follow", "tokens", "evidence");
    assertThat(help.err()).isEmpty();
    assertThat(help.status()).isZero();
    assertThat(run("--version").out()).startsWith("Tallystick ").doesNotContain("development");
    assertThat(run("no-such-command").status()).isEqualTo(2);
  }

  @Test
  void itVerifiesALog() throws Exception {
    assertThat(run("verify", log, "--key", key)).isEqualTo(INTACT);
  }

  @Test
  void itFindsALogThatWasTamperedWith() throws Exception {
    Result verdict = run("verify", tampered, "--key", key);

    assertThat(verdict.out()).startsWith("BROKEN: ");
    assertThat(verdict.err()).isEmpty();
    assertThat(verdict.status()).isEqualTo(1);
  }

  @Test
  void itSearchesUnderBothNames() throws Exception {
    for (String command : List.of("search", "grep")) {
      Result found = run(command, log, "--identity", "client-7");

      assertThat(found.out().lines()).singleElement().asString().contains("\"client-7\"");
      assertThat(found.err()).isEmpty();
      assertThat(found.status()).isZero();
      assertThat(run(command, log, "--address", "192.168.0.0/16"))
          .isEqualTo(new Result(1, "", "Nothing was found.\n"));
    }
  }

  @Test
  void itProvesThatALogGrewUnderBothNames() throws Exception {
    for (String command : List.of("consistency", "prove-extends")) {
      Path proof = temporary.resolve(command);

      assertThat(run(command, early, log, "--key", key, "--out", proof).status()).isZero();
      assertThat(run("check", proof, "--key", key, "--old", early).status()).isZero();
    }
  }

  @Test
  void itProvesALine() throws Exception {
    Path proof = temporary.resolve("line");

    assertThat(run("prove", 7, log, "--out", proof))
        .isEqualTo(
            new Result(
                0,
                "",
                "Of this proof, the checkpoint covers 30 lines, the last one at 2026-11-24T03:00:30Z.\n"));
    assertThat(run("check", proof, "--key", key).out())
        .startsWith(
            "this is line 7 of the 30 that were signed as test; its time is 2026-11-24T03:00:07Z, and the"
                + " checkpoint is not older:");
  }

  @Test
  void itSaysTheSameEverywhere() throws Exception {
    List<String> egypt = List.of("-Duser.language=ar", "-Duser.country=EG");

    assertThat(run(egypt, "verify", log, "--key", key)).isEqualTo(INTACT);
    assertThat(run(egypt, "search", log, "--identity", "client-7").status()).isZero();
  }

  private static Result run(Object... arguments) throws IOException, InterruptedException {
    return run(List.of(), arguments);
  }

  private static Result run(List<String> jvmOptions, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-jar");
    command.add(JAR.toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path out = Files.createTempFile(temporary, "out", "");
    Path err = Files.createTempFile(temporary, "err", "");
    ProcessBuilder program =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    // With these, a JVM prints a line of its own.
    program.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    int status = program.start().waitFor();
    return new Result(status, Files.readString(out), Files.readString(err));
  }
}
