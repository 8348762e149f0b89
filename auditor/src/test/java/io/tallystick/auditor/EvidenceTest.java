package io.tallystick.auditor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tallystick.event.Action;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft;
import io.tallystick.event.Reason;
import io.tallystick.event.SecretHash;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.note.KeyFiles;
import io.tallystick.eventlog.note.KeyRotation;
import io.tallystick.eventlog.note.SignerKey;
import io.tallystick.testing.SampleEvents;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of evidence holds by our program and by openssl alone, and no edit of it does. */
class EvidenceTest {

  private static final Instant START = Instant.parse("2026-11-24T03:00:00Z");
  private static final UUID TOKEN = UUID.fromString("01a21387-5069-7d34-8b32-66ee96c95e4a");
  private static final String SHORT = "0353o0HM6WMpnNwSQZQpcg";
  private static final UUID OTHER = new UUID(0x0190_0000_0000_7000L, 7);
  private static final String HOSTILE = "<script>alert('x')</script>\u202e&\u001b[2K";

  @TempDir Path temporary;
  private Path log;
  private Path folder;
  private Path oldKey;
  private long lines;

  @BeforeEach
  void aLogWhoseKeyWasReplaced() throws IOException {
    log = temporary.resolve("audit");
    folder = temporary.resolve("evidence");
    append(issue(OTHER), issue(TOKEN), refusal(OTHER), refusal(TOKEN));
    oldKey = Files.copy(log.resolve("key.pub"), temporary.resolve("old.pub"));
    KeyRotation.run(log, KeyFiles.privateKey(log), null);
    append(
        SampleEvents.revoke(new UUID(0x7000L, 1), TOKEN, HOSTILE, SampleEvents.ORIGIN),
        issue(new UUID(0x0190_0000_0000_7000L, 8)),
        refusal(TOKEN));
  }

  private void append(EventDraft... drafts) throws IOException {
    try (EventLog writer = EventLog.open(log, "test", null)) {
      for (EventDraft draft : drafts) {
        lines++;
        writer.append(Lines.of(List.of(new AuditEvent(lines, START.plusSeconds(lines), 1, draft))));
      }
      writer.tree().publish(writer.tree().prepare().orElseThrow());
    }
  }

  private static EventDraft issue(UUID token) {
    return SampleEvents.issue(
        token,
        SecretHash.ofSecret(new byte[] {1}),
        HOSTILE,
        START.plusSeconds(3_600),
        // The id of a request is what its caller says.
        SampleEvents.origin("10.0.0.1", null, TOKEN.toString(), "curl/8"));
  }

  private static EventDraft refusal(UUID token) {
    return SampleEvents.refusal(
        UUID.randomUUID(),
        Action.REVOKE,
        Reason.NO_LIVE_TOKEN,
        HOSTILE,
        token,
        START,
        SampleEvents.ORIGIN);
  }

  private Run make(Object id) {
    return Run.of("evidence", log, "--token-id", id, "--out", folder, "--key", oldKey);
  }

  @Test
  void ifALineIsNoLongerAboutTheTokenNoFolderIsMade() throws IOException {
    Path segment = log.resolve("events-00000000000000000001.jsonl");
    List<String> changed = new ArrayList<>(Files.readAllLines(segment));
    changed.set(4, changed.get(4).replace(TOKEN.toString(), OTHER.toString()));
    Files.writeString(segment, String.join("\n", changed) + "\n");

    Run run = make(TOKEN);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("the log is BROKEN");
    assertThat(folder).doesNotExist();
  }

  @Test
  void theFolderHoldsInBothSpellingsOfTheId() throws IOException {
    for (Object id : List.of(TOKEN, SHORT)) {
      Path made = temporary.resolve("evidence-" + id);
      folder = made;
      assertThat(make(id))
          .isEqualTo(
              new Run(
                  0,
                  "",
                  "Made %s: 4 lines about the token %s, of the 7 that were signed\n"
                      .formatted(made, TOKEN)));
      assertThat(names())
          .containsExactly(
              "README.txt",
              "check.sh",
              "checkpoint",
              "index.html",
              "key-rotation-0001.note",
              "key.pub",
              "line-2.json",
              "line-2.tlog-proof",
              "line-4.json",
              "line-4.tlog-proof",
              "line-5.json",
              "line-5.tlog-proof",
              "line-7.json",
              "line-7.tlog-proof",
              "token-id");
      for (Path key : List.of(oldKey, log.resolve("key.pub"))) {
        assertThat(Run.of("check", folder, "--key", key))
            .isEqualTo(
                new Run(
                    0,
                    "4 lines about the token %s, of the 7 that were signed as test; the last of them is of 2026-11-24T03:00:07Z\n"
                        .formatted(TOKEN),
                    ""));
      }
    }
  }

  @Test
  void opensslComesToTheSameVerdict() throws Exception {
    requireOpenssl();
    make(TOKEN);

    for (Path key : List.of(oldKey, log.resolve("key.pub"))) {
      assertThat(script(folder, key)).isZero();
      assertThat(Files.readString(temporary.resolve("said")))
          .isEqualTo(
              "4 lines about the token %s, of the 7 that were signed as test\n".formatted(TOKEN));
    }
    assertThat(script(folder, otherKey())).isOne();
  }

  @Test
  void theCommandsInTheTextAreThoseThatCheckASignature() throws Exception {
    requireOpenssl();
    make(TOKEN);
    Path current = log.resolve("key.pub");
    String commands =
        Files.readString(folder.resolve("README.txt"))
            .lines()
            .dropWhile(line -> !line.startsWith("  head -n 3"))
            .takeWhile(line -> line.startsWith("  "))
            .reduce("set -e\n", (all, line) -> all + line + "\n")
            .replace("/tmp/", temporary + "/")
            .replace("KEY.PUB", current.toString());

    assertThat(run(folder, List.of("sh", "-c", commands))).isZero();
    Files.writeString(
        folder.resolve("checkpoint"),
        Files.readString(folder.resolve("checkpoint")).replace("test\n7", "test\n8"));
    assertThat(run(folder, List.of("sh", "-c", commands))).isOne();
  }

  /** Our program reads all files, and the script all but those that only repeat the lines. */
  @Test
  void noEditHolds() throws Exception {
    boolean hasOpenssl = hasTools();
    make(TOKEN);
    Map<String, byte[]> original = read();
    List<String> names = List.copyOf(original.keySet());
    long seed = System.nanoTime();
    for (int i = 0; i < Integer.getInteger("log.edits", 150) / 2; i++) {
      Random random = new Random(seed + i);
      String name = names.get(random.nextInt(names.size()));
      byte[] content = Files.readAllBytes(folder.resolve(name));
      byte[] changed = content.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(folder.resolve(name), changed);

      assertThat(Run.of("check", folder, "--key", oldKey).status())
          .as("bit of %s, seed %d", name, seed + i)
          .isNotZero();
      if (hasOpenssl && name.matches("line.*|checkpoint|key.*|token-id")) {
        assertThat(script(folder, oldKey)).as("bit of %s, seed %d", name, seed + i).isOne();
      }
      Files.write(folder.resolve(name), content);
    }
    assertThat(Run.of("check", folder, "--key", oldKey).status()).isZero();
  }

  @Test
  void whatBelongsToSomethingElseDoesNotHold() throws Exception {
    boolean hasOpenssl = hasTools();
    make(TOKEN);
    Map<String, byte[]> original = read();
    Path others = temporary.resolve("others");
    Run.of("evidence", log, "--token-id", OTHER, "--out", others, "--key", oldKey);
    String otherKey = Files.readString(otherKey());
    byte[] other = Files.readAllBytes(folder.resolve("line-7.json"));
    byte[] otherProof = Files.readAllBytes(folder.resolve("line-7.tlog-proof"));

    // A line of another token, whose request had the id of this one.
    Files.copy(others.resolve("line-1.json"), folder.resolve("line-1.json"));
    Files.copy(others.resolve("line-1.tlog-proof"), folder.resolve("line-1.tlog-proof"));
    assertBroken(hasOpenssl, original);
    // Lines that are exchanged.
    Files.write(folder.resolve("line-4.json"), other);
    assertBroken(hasOpenssl, original);
    Files.write(folder.resolve("line-4.json"), other);
    Files.write(folder.resolve("line-4.tlog-proof"), otherProof);
    assertBroken(hasOpenssl, original);
    // A key of somebody else in the folder.
    Files.writeString(folder.resolve("key.pub"), otherKey);
    assertBroken(hasOpenssl, original);
    Files.delete(folder.resolve("line-4.tlog-proof"));
    assertBroken(hasOpenssl, original);
    Files.write(
        folder.resolve("key-rotation-0001.note"), "x\ny\n\nz\n".getBytes(StandardCharsets.UTF_8));
    assertBroken(false, original);
    Files.writeString(folder.resolve("more.html"), "x");
    assertBroken(false, original);
    Files.delete(folder.resolve("README.txt"));
    assertBroken(false, original);
    assertThat(Run.of("check", folder, "--key", otherKey()).out())
        .startsWith(
            "BROKEN: line-2.tlog-proof: the proof's checkpoint is not signed with this key");
  }

  @Test
  void thePageHasNoScriptAndNothingOfOtherHosts() throws IOException {
    make(TOKEN);

    assertThat(Files.readString(folder.resolve("index.html")))
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;\\u{202e}&amp;\\u{1b}[2K")
        .doesNotContain("<script")
        .doesNotContain("http://", "https://", "href", "src=")
        .doesNotContainPattern("[\\p{C}&&[^\n]]");
    assertThat(Files.readString(folder.resolve("README.txt")))
        .doesNotContainPattern("[\\p{C}&&[^\n]]");
  }

  @Test
  void nothingIsLeftIfItFailsOrNothingIsFound() throws IOException {
    assertThat(make(new UUID(0x0190_0000_0000_7000L, 99)).status()).isOne();
    assertThat(folder).doesNotExist();

    Path tile = log.resolve("tile/0/000.p/7");
    byte[] hashes = Files.readAllBytes(tile);
    hashes[40] ^= 1;
    Files.write(tile, hashes);
    assertThat(make(TOKEN).status()).isEqualTo(2);
    assertThat(
            Run.of("evidence", log, "--token-id", TOKEN, "--out", folder, "--key", otherKey())
                .err())
        .startsWith("This cannot be done: ");
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).noneMatch(path -> path.toString().contains("evidence"));
    }

    hashes[40] ^= 1;
    Files.write(tile, hashes);
    Files.createDirectory(folder);
    Files.createFile(folder.resolve("mine"));
    assertThat(make(TOKEN).err()).endsWith(" is not an empty directory\n");
    Files.delete(folder.resolve("mine"));
    assertThat(make(TOKEN).status()).isZero();
  }

  private void assertBroken(boolean withScript, Map<String, byte[]> original) throws Exception {
    Run run = Run.of("check", folder, "--key", oldKey);
    assertThat(run.out()).as(run.err()).startsWith("BROKEN: ");
    assertThat(run.status()).isOne();
    if (withScript) {
      assertThat(script(folder, oldKey)).isNotZero();
    }
    for (String name : names()) {
      Files.delete(folder.resolve(name));
    }
    for (Map.Entry<String, byte[]> file : original.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private Path otherKey() throws IOException {
    Path file = temporary.resolve("other.pub");
    return Files.exists(file)
        ? file
        : Files.writeString(file, SignerKey.generate("test").verifier() + "\n");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Map<String, byte[]> read() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : names()) {
      files.put(name, Files.readAllBytes(folder.resolve(name)));
    }
    return files;
  }

  private int script(Path evidence, Path key) throws Exception {
    return run(temporary, List.of("sh", evidence.resolve("check.sh").toString(), key.toString()));
  }

  private int run(Path directory, List<String> command) throws Exception {
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectError(ProcessBuilder.Redirect.appendTo(temporary.resolve("errors").toFile()))
        .redirectOutput(temporary.resolve("said").toFile())
        .start()
        .waitFor();
  }

  private static void requireOpenssl() {
    assumeTrue(hasTools(), "openssl or coreutils are missing");
  }

  private static boolean hasTools() {
    return Stream.of("openssl", "base64", "od", "mktemp")
        .allMatch(
            tool ->
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                    .anyMatch(path -> Files.isExecutable(Path.of(path, tool))));
  }
}
