package io.tallystick.auditor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tallystick.event.AuditEvent;
import io.tallystick.event.SecretHash;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.note.KeyFiles;
import io.tallystick.eventlog.note.KeyRotation;
import io.tallystick.eventlog.note.RemovalNote;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.SignerKey;
import io.tallystick.testing.SampleEvents;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody may have put into a folder of evidence. The program and the script refuse it. */
class HostileEvidenceTest {

  private static final Instant START = Instant.parse("2026-11-24T03:00:00Z");
  private static final UUID TOKEN = UUID.fromString("01a21387-5069-7d34-8b32-66ee96c95e4a");
  private static final UUID OTHER = new UUID(0x0190_0000_0000_7000L, 7);

  @TempDir Path temporary;
  private Path log;
  private Path made;
  private Path folder;
  private Path key;
  private long lines;

  @BeforeEach
  void aFolder() throws IOException {
    log = temporary.resolve("audit");
    made = temporary.resolve("made");
    folder = temporary.resolve("evidence");
    append(OTHER, TOKEN, OTHER);
    key = Files.copy(KeyFiles.publicKey(log), temporary.resolve("old.pub"));
    KeyRotation.run(log, KeyFiles.privateKey(log), null);
    append(OTHER, OTHER);
    assertThat(make(made).status()).isZero();
    copy();
  }

  private void append(UUID... tokens) throws IOException {
    try (EventLog writer = EventLog.open(log, "test", null)) {
      for (UUID token : tokens) {
        lines++;
        writer.append(
            Lines.of(
                List.of(
                    new AuditEvent(
                        lines,
                        START.plusSeconds(lines),
                        1,
                        SampleEvents.issue(
                            token,
                            SecretHash.ofSecret(new byte[] {1}),
                            "billing",
                            START.plusSeconds(3_600),
                            SampleEvents.ORIGIN)))));
      }
      writer.tree().publish(writer.tree().prepare().orElseThrow());
    }
  }

  private Run make(Path out) {
    return Run.of("evidence", log, "--token-id", TOKEN, "--out", out, "--key", key);
  }

  @Test
  void namesThatAShellWouldTakeForNumbers() throws Exception {
    for (String name :
        List.of(
            "line-lines[$(id > OWNED)0]*0+2",
            "line-02",
            "line-002",
            "line-+2",
            "line-1+1",
            "line-2 ",
            "line-0",
            "line-",
            "line-size",
            "line-9999999999999999999",
            "line-18446744073709551618")) {
      for (String form : List.of(".json", ".tlog-proof")) {
        Files.copy(folder.resolve("line-2" + form), folder.resolve(name + form));
      }
      assertBroken(name);
      assertThat(folder.resolve("OWNED")).doesNotExist();
      copy();
    }
  }

  @Test
  void whatIsNoFileOfSuchAFolder() throws Exception {
    for (String name :
        List.of(
            "x",
            ".hidden",
            "-n",
            "line-2.html",
            "line-2.json.json",
            "key-rotation-0002.note",
            "key-rotation-0003.note",
            "key-rotation-1.note",
            "key-rotation-x.note")) {
      Files.copy(folder.resolve("key-rotation-0001.note"), folder.resolve(name));
      assertBroken(name);
      copy();
    }
    Files.createDirectory(folder.resolve("more"));
    assertBroken("a directory");
    copy();
    Files.delete(folder.resolve("index.html"));
    assertBroken("no page");
    for (String name : List.of("line-2.json", "line-2.tlog-proof", "checkpoint", "index.html")) {
      copy();
      Files.delete(folder.resolve(name));
      Files.createSymbolicLink(folder.resolve(name), made.resolve(name));
      assertBroken("link " + name);
    }
    for (String name : List.of("line-2.json", "removed.note", "key-rotation-0002.note")) {
      copy();
      Files.deleteIfExists(folder.resolve(name));
      assertThat(wait(temporary, List.of("mkfifo", folder.resolve(name).toString()))).isZero();
      assertBroken("pipe " + name);
    }
  }

  @Test
  void anIdThatIsNotExactlyOneId() throws Exception {
    for (String id :
        List.of(
            TOKEN.toString(),
            TOKEN + "\r\n",
            TOKEN + " \n",
            TOKEN + "\n\n",
            TOKEN + "\n" + OTHER + "\n",
            TOKEN + "\0",
            TOKEN.toString().substring(0, 35) + "\n",
            TOKEN + "\",\"data\":{\"identity\":\"billing\n",
            "\n",
            "")) {
      Files.writeString(folder.resolve("token-id"), id);
      assertBroken(id);
    }
  }

  @Test
  void aKeyWithMoreBehindIt() throws Exception {
    Path file = folder.resolve("key.pub");
    String text = Files.readString(file);
    for (String changed : List.of(text + text, text + "x", text + "\n", " " + text, text.strip())) {
      Files.writeString(file, changed);
      assertBroken(changed);
    }
  }

  @Test
  void signaturesThatAreNone() throws Exception {
    for (String line :
        List.of("x\n", "\u2014 test\n", "\u2014 test AA\n", "\u2014 te\u001b[2Kst AAAA\n", "\n")) {
      for (String name : List.of("checkpoint", "line-2.tlog-proof")) {
        Files.writeString(folder.resolve(name), line, StandardOpenOption.APPEND);
      }
      assertBroken(line);
      copy();
      Files.writeString(folder.resolve("key-rotation-0001.note"), line, StandardOpenOption.APPEND);
      assertBroken("note " + line);
      copy();
    }
    Path proof = folder.resolve("line-2.tlog-proof");
    String text = Files.readString(proof);
    for (String changed :
        List.of(
            text.replaceFirst("\nindex", "\n\u001b[2K\nindex"),
            text.replaceFirst("\nrotation \\S+", ""),
            text.replaceFirst("(\nrotation \\S+)", "$1$1"))) {
      assertThat(changed).isNotEqualTo(text);
      Files.writeString(proof, changed);
      assertBroken(changed);
    }
  }

  @Test
  void aNoteAboutRemovedLinesIsSignedWithTheKeyOrOneThatItWasReplacedBy() throws Exception {
    Instant now = START.plusSeconds(60);
    SignedCheckpoint checkpoint = SignedCheckpoint.read(log.resolve("checkpoint"));
    RemovalNote.sign(
            checkpoint.checkpoint(), START, now, Duration.ofDays(1), SignerKey.generate("test"))
        .write(folder);
    assertBroken("a stranger's note");

    Files.writeString(folder.resolve("removed.note"), "tallystick removal\n");
    assertBroken("no note");
    Files.write(folder.resolve("removed.note"), Files.readAllBytes(folder.resolve("checkpoint")));
    assertBroken("another note of the same key");

    RemovalNote.sign(
            checkpoint.checkpoint(),
            START,
            now,
            Duration.ofDays(1),
            SignerKey.ofFile(KeyFiles.privateKey(log), "test"))
        .write(log);
    Files.delete(folder.resolve("check.sh"));
    made = temporary.resolve("signed");
    assertThat(make(made).status()).isZero();
    copy();
    assertThat(Run.of("check", folder, "--key", key).status()).isZero();
    for (String shell : shells()) {
      assertThat(script(shell, key)).as(Files.readString(temporary.resolve("errors"))).isZero();
    }
  }

  @Test
  void withoutAKeyTheScriptCannotTell() throws Exception {
    Path empty = Files.createFile(temporary.resolve("empty.pub"));
    Path pipe = temporary.resolve("pipe.pub");
    assertThat(wait(temporary, List.of("mkfifo", pipe.toString()))).isZero();
    Path text = Files.writeString(temporary.resolve("text.pub"), "hello\n");
    Path two = Files.writeString(temporary.resolve("two.pub"), Files.readString(key).repeat(2));
    for (Path file : List.of(temporary.resolve("missing.pub"), empty, pipe, text, two)) {
      for (String shell : shells()) {
        assertThat(script(shell, file)).as("%s %s", shell, file).isEqualTo(2);
        assertThat(Files.readString(temporary.resolve("errors")))
            .startsWith("This cannot be done: ");
      }
    }
  }

  @Test
  void readableFilesThatNameAnotherRelease() throws IOException {
    for (String name : List.of("README.txt", "index.html")) {
      Path file = folder.resolve(name);
      Files.writeString(
          file, Files.readString(file).replaceFirst("tallystick-audit \\S*", "tallystick-audit 9"));
    }
    assertThat(Run.of("check", folder, "--key", key).status()).isZero();

    Files.writeString(folder.resolve("index.html"), "forged", StandardOpenOption.APPEND);
    Run run = Run.of("check", folder, "--key", key);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("This cannot be done: index.html is not what this release makes")
        .contains("1 line about the token " + TOKEN);
  }

  @Test
  void whatAFolderDoesNotGoWith() throws IOException {
    assertThat(Run.of("check", folder, "--key", key, "--old", folder.resolve("checkpoint")))
        .isEqualTo(
            new Run(
                2,
                "",
                "This cannot be done: --old goes with a proof that 'consistency' made, and %s is a folder\n"
                    .formatted(folder)));
    for (Path out : List.of(log.resolve("evidence"), log.resolve("tile/evidence"))) {
      assertThat(make(out).err())
          .isEqualTo(
              "This cannot be done: %s is inside the log, where 'verify' would refuse it\n"
                  .formatted(out));
      assertThat(out).doesNotExist();
    }
    assertThat(make(temporary.resolve("nodir/x")).err())
        .isEqualTo("This cannot be done: there is no %s\n".formatted(temporary.resolve("nodir")));
  }

  private void copy() throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(made)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private void assertBroken(String what) throws Exception {
    Run run = Run.of("check", folder, "--key", key);
    assertThat(run.out()).as("%s: %s", what, run.err()).startsWith("BROKEN: ");
    assertThat(run.status()).as(what).isOne();
    for (String shell : shells()) {
      assertThat(script(shell, key)).as("%s: %s", shell, what).isOne();
      assertThat(Files.readString(temporary.resolve("errors")))
          .as("%s: %s", shell, what)
          .startsWith("BROKEN: ")
          .doesNotContain("\u001b");
    }
  }

  private int script(String shell, Path given) throws Exception {
    return wait(
        temporary,
        List.of(shell, made.resolveSibling("evidence/check.sh").toString(), given.toString()));
  }

  private int wait(Path directory, List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(temporary.resolve("errors").toFile())
            .redirectOutput(temporary.resolve("said").toFile())
            .start();
    boolean ended = process.waitFor(20, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("ended: %s", command).isTrue();
    return process.exitValue();
  }

  /** Two shells, since they take different texts for numbers. */
  private static List<String> shells() {
    List<String> shells = new ArrayList<>(List.of("sh", "bash"));
    shells.removeIf(shell -> !isThere(shell));
    assumeTrue(
        Stream.of("openssl", "base64", "od", "mktemp", "mkfifo")
            .allMatch(HostileEvidenceTest::isThere));
    return shells;
  }

  private static boolean isThere(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
  }
}
