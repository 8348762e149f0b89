package io.tallystick.eventlog.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.eventlog.Events;
import io.tallystick.eventlog.Logs;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.note.KeyFiles;
import io.tallystick.eventlog.note.KeyRotation;
import io.tallystick.eventlog.note.SignerKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens to the directory of a log is found, or leaves the same lines in the same order
 * to whoever reads the files.
 */
class DirectoryEditTest {

  private static final String SEGMENT = "events-00000000000000000001.jsonl";
  private static final String NEXT_SEGMENT = "events-00000000000000065537.jsonl";

  @TempDir Path elsewhere;
  private Path directory;
  private String oldKey;
  // The content of each file, by its path.
  private Map<String, byte[]> original;

  @BeforeEach
  void aSignedLogWhoseKeyWasReplaced() throws IOException {
    directory = Files.createDirectory(elsewhere.resolve("log"));
    append(1, 300);
    oldKey = Files.readString(KeyFiles.publicKey(directory));
    KeyRotation.run(directory, KeyFiles.privateKey(directory), null);
    append(301, 600);
    original = read();
    assertThat(verdict()).startsWith("holds: 600 lines");
  }

  private void append(long first, long last) throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(first, last));
      Logs.sign(log);
    }
  }

  /** As many as the system property {@code log.edits} says: the soak profile takes 2,000. */
  @Test
  void randomEditsAreFoundOrDoNoHarm() throws IOException {
    int edits = Integer.getInteger("log.edits", 150);
    long seed = System.nanoTime();
    int found = 0;
    for (int i = 0; i < edits; i++) {
      Random random = new Random(seed + i);
      Map<String, byte[]> edited = new TreeMap<>(original);
      String edit = edit(edited, random);
      write(edited);

      String verdict = verdict();

      if (verdict.startsWith("holds")) {
        assertThat(
                verdict.contains("not signed yet")
                    || verdict.contains("unfinished line")
                    || lines(edited).equals(lines(original)))
            .as("%s, seed %d: %s", edit, seed + i, verdict)
            .isTrue();
      } else {
        found++;
      }
    }
    assertThat(found).isGreaterThan(edits / 4);
    write(original);
    assertThat(verdict()).startsWith("holds: 600 lines");
  }

  /** Does something to the files, and says what. */
  private static String edit(Map<String, byte[]> files, Random random) throws IOException {
    List<String> names = new ArrayList<>(files.keySet());
    // Most of the files are tiles, which are not what a reviewer reads.
    names.removeIf(name -> name.startsWith("tile/") && random.nextInt(4) > 0);
    String name = names.get(random.nextInt(names.size()));
    byte[] content = content(files, name);
    int place = content.length == 0 ? 0 : random.nextInt(content.length);
    switch (random.nextInt(12)) {
      case 0 -> {
        byte[] changed = content.clone();
        if (changed.length > 0) {
          changed[place] ^= (byte) (1 << random.nextInt(8));
        }
        files.put(name, changed);
        return "bit of " + name;
      }
      case 1 -> {
        files.put(name, Arrays.copyOf(content, place));
        return "cut " + name;
      }
      case 2 -> {
        files.put(name, joined(content, "x\n"));
        return "appended to " + name;
      }
      case 3 -> {
        files.remove(name);
        return "removed " + name;
      }
      case 4 -> {
        String other = names.get(random.nextInt(names.size()));
        files.put(name, content(files, other));
        files.put(other, content);
        return "exchanged " + name + " and " + other;
      }
      case 5 -> {
        files.put(name + "." + random.nextInt(9), content);
        return "copied " + name;
      }
      case 6 -> {
        files.put(
            List.of(NEXT_SEGMENT, "events-1.jsonl", "notes", "x.gz").get(random.nextInt(4)),
            "{\"metadata\":{\"sequence\":65537}}\n".getBytes(StandardCharsets.UTF_8));
        return "added a file";
      }
      case 7 -> {
        files.remove(SEGMENT);
        files.put(SEGMENT + ".gz", gzip(content));
        return "compressed another file in the place of the lines";
      }
      case 8 -> {
        byte[] lines = content(files, SEGMENT);
        files.remove(SEGMENT);
        files.put(SEGMENT + ".gz", joined(gzip(lines), random.nextBoolean() ? "" : "more\n"));
        return "compressed the lines, and perhaps more behind them";
      }
      case 9 -> {
        byte[] compressed = gzip(content(files, SEGMENT));
        files.remove(SEGMENT);
        compressed[random.nextInt(compressed.length)] ^= (byte) (1 << random.nextInt(8));
        files.put(SEGMENT + ".gz", compressed);
        return "bit of the compressed lines";
      }
      case 10 -> {
        files.put("key-rotation-0000000" + random.nextInt(9) + ".note", note(files, random));
        return "one more note about a key";
      }
      default -> {
        List<String> lines =
            new ArrayList<>(
                new String(content(files, SEGMENT), StandardCharsets.UTF_8).lines().toList());
        String line = lines.remove(random.nextInt(lines.size()));
        if (random.nextBoolean()) {
          lines.add(random.nextInt(lines.size()), line);
        }
        files.put(SEGMENT, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        return "moved or removed a line";
      }
    }
  }

  private static byte[] content(Map<String, byte[]> files, String name) {
    return files.getOrDefault(name, new byte[0]);
  }

  /** The note that is there, or one of strangers. */
  private static byte[] note(Map<String, byte[]> files, Random random) {
    return files.entrySet().stream()
        .filter(file -> file.getKey().startsWith("key-rotation") && random.nextBoolean())
        .map(Map.Entry::getValue)
        .findAny()
        .orElse("strange\n".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatStandsBehindAFullSegmentIsFound() throws IOException {
    Path full = Files.createDirectory(elsewhere.resolve("full"));
    directory = full;
    for (long seq = 1; seq <= 65_600; seq += 8_200) {
      try (EventLog log = Logs.open(directory, "test")) {
        log.append(Events.lines(seq, seq + 8_199));
        Logs.sign(log);
      }
    }
    oldKey = Files.readString(KeyFiles.publicKey(directory));
    assertThat(verdict()).startsWith("holds: 65,600 lines");
    Path segment = full.resolve(SEGMENT);
    byte[] lines = Files.readAllBytes(segment);

    Files.write(segment, joined(lines, "{\"metadata\":{\"sequence\":65537}}\n"));
    assertThat(verdict()).startsWith("broken: there is more behind line 65536");
    Files.write(segment, joined(lines, "x"));
    assertThat(verdict()).startsWith("broken: there is more behind line 65536");

    Files.delete(segment);
    Path compressed = full.resolve(SEGMENT + ".gz");
    Files.write(compressed, gzip(lines));
    assertThat(verdict()).startsWith("holds: 65,600 lines");
    Files.write(compressed, gzip(joined(lines, "x\n")));
    assertThat(verdict()).startsWith("broken: there is more behind line 65536");
    Files.write(compressed, joined(gzip(lines), "more"));
    assertThat(verdict()).contains("has more behind its compressed lines");
    Files.write(
        compressed,
        joined(gzip(lines), new String(gzip(new byte[0]), StandardCharsets.ISO_8859_1)));
    assertThat(verdict()).contains("has more behind its compressed lines");
    for (int flag : new int[] {1, 2, 4, 8, 16, 128}) {
      byte[] withMore = gzip(lines);
      withMore[3] = (byte) flag;
      Files.write(compressed, withMore);
      assertThat(verdict())
          .isEqualTo(
              "broken: %s.gz has more in its header than the service writes".formatted(SEGMENT));
    }
    byte[] wrongSum = gzip(lines);
    wrongSum[wrongSum.length - 8] ^= 1;
    Files.write(compressed, wrongSum);
    assertThat(verdict()).startsWith("broken: " + SEGMENT + ".gz is damaged");
  }

  @Test
  void whatFollowsTheLastLineIsSaid() throws IOException {
    Path segment = directory.resolve(SEGMENT);
    byte[] lines = Files.readAllBytes(segment);
    byte[] forged = joined(lines, "{\"metadata\":{\"sequence\":601}}");

    Files.write(segment, forged);
    assertThat(verdict()).startsWith("holds: 600 lines").contains("29 bytes of an unfinished line");
    for (String more : List.of("{\"a\":1}\r{\"b\":2}\r", "\0\0", "x")) {
      Files.write(segment, joined(lines, more));
      assertThat(verdict()).startsWith("broken: there is more behind line 600");
    }
    Files.delete(segment);
    Files.write(directory.resolve(SEGMENT + ".gz"), gzip(forged));
    assertThat(verdict()).startsWith("broken: there is more behind line 600");
  }

  @Test
  void whatIsNoFileIsNotRead() throws IOException {
    for (Path target : List.of(Path.of("/dev/zero"), elsewhere, Path.of("gone"))) {
      Path link = Files.createSymbolicLink(directory.resolve(NEXT_SEGMENT), target);
      assertThat(verdict()).startsWith("cannot tell: " + NEXT_SEGMENT).contains("is a link");
      Files.delete(link);
    }
    for (String name : List.of("checkpoint", "removed.note", "time-steps")) {
      Files.deleteIfExists(directory.resolve(name));
      Path link = Files.createSymbolicLink(directory.resolve(name), Path.of("/dev/zero"));
      assertThat(verdict()).startsWith("cannot tell: " + name).contains("is a link");
      Files.delete(link);
      Files.write(directory.resolve("checkpoint"), content(original, "checkpoint"));
    }
    Files.createDirectory(directory.resolve(NEXT_SEGMENT));
    assertThat(verdict()).startsWith("cannot tell: " + NEXT_SEGMENT);
  }

  @Test
  void aNameBeyondAllNumbersIsNotTakenForASegment() throws IOException {
    Path strange = directory.resolve("events-99999999999999999999.jsonl");
    Files.writeString(strange, "hello\n");

    assertThat(verdict())
        .isEqualTo("broken: %s is no file of an event log".formatted(strange.getFileName()));
    append(601, 610);
    Files.delete(strange);
    assertThat(verdict()).startsWith("holds: 610 lines");
  }

  @Test
  void aLineThatNeverEndsIsNotReadToItsEnd() throws IOException {
    // A megabyte of zeros takes a thousand bytes.
    Files.write(directory.resolve(SEGMENT + ".gz"), gzip(new byte[50_000_000]));
    Files.delete(directory.resolve(SEGMENT));

    assertThat(verdict()).startsWith("cannot tell: line 1 is longer than");
  }

  @Test
  void twoNotesOfOneKeyAreBroken() throws IOException {
    Path fork = Files.createDirectory(elsewhere.resolve("fork"));
    directory = fork;
    append(1, 300);
    oldKey = Files.readString(KeyFiles.publicKey(directory));
    String oldPrivateKey = Files.readString(KeyFiles.privateKey(directory));
    byte[] checkpoint = Files.readAllBytes(directory.resolve("checkpoint"));
    KeyRotation.run(directory, KeyFiles.privateKey(directory), null);
    Map<String, byte[]> once = read();
    // As if it had not been done.
    once.keySet().stream().filter(name -> name.startsWith("key-")).forEach(this::delete);
    Files.writeString(KeyFiles.privateKey(directory), oldPrivateKey);
    Files.write(directory.resolve("checkpoint"), checkpoint);
    KeyRotation.run(directory, KeyFiles.privateKey(directory), null);
    assertThat(verdict()).startsWith("holds: 300 lines");

    for (Map.Entry<String, byte[]> file : once.entrySet()) {
      if (file.getKey().startsWith("key-")) {
        Files.write(directory.resolve(file.getKey()), file.getValue());
      }
    }

    assertThat(verdict()).startsWith("broken: two notes say by which key");
  }

  @Test
  void moreThanTheCheckpointWasSigned() throws IOException {
    KeyRotation.run(directory, KeyFiles.privateKey(directory), null);
    append(601, 610);
    KeyRotation.run(directory, KeyFiles.privateKey(directory), null);
    // A checkpoint from before, of the key that signed then.
    Files.write(directory.resolve("checkpoint"), content(original, "checkpoint"));

    assertThat(verdict())
        .isEqualTo("broken: 610 lines were signed once, but the newest checkpoint covers only 600");
  }

  @Test
  void ofSeveralKeysTheOneThatHasSignedIsNamed() throws IOException {
    String other = SignerKey.generate("test").verifier().toString();

    assertThat(
            new LogReview(Map.of("node-a.pub", other, "node-b.pub", oldKey))
                .verify(directory, null, Progress.UNSEEN)
                .sentence())
        .contains("; the key is that of node-b.pub");
    assertThat(
            new LogReview(Map.of("node-a.pub", other, "node-c.pub", other))
                .verify(directory, null, Progress.UNSEEN)
                .sentence())
        .isEqualTo("the checkpoint is not signed with any of these 2 keys");
  }

  @Test
  void aProofOfALineFromBeforeARotationChecksWithTheOldKey() throws IOException {
    String newKey = Files.readString(KeyFiles.publicKey(directory));
    for (long line : new long[] {5, 450}) {
      String proof = InclusionProof.of(directory, line).toString();

      assertThat(new LogReview(oldKey).check(proof, null).holds()).isTrue();
      assertThat(new LogReview(newKey).check(proof, null).holds()).isTrue();
      String other = SignerKey.generate("test").verifier().toString();
      assertThat(new LogReview(other).check(proof, null).holds()).isFalse();
    }
  }

  private String verdict() {
    try {
      Verdict verdict = new LogReview(oldKey).verify(directory, null, Progress.UNSEEN);
      return (verdict.holds() ? "holds: " : "broken: ") + verdict.sentence();
    } catch (IOException e) {
      return "cannot tell: " + e.getMessage();
    }
  }

  /** The lines that whoever unpacks and joins the files gets to see. */
  private static String lines(Map<String, byte[]> files) throws IOException {
    StringBuilder all = new StringBuilder();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (file.getKey().matches("events-.*\\.jsonl")) {
        all.append(new String(file.getValue(), StandardCharsets.ISO_8859_1));
      } else if (file.getKey().matches("events-.*\\.gz")) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(file.getValue()))) {
          all.append(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return all.toString();
  }

  private Map<String, byte[]> read() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (var all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(directory.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private void write(Map<String, byte[]> files) throws IOException {
    for (String name : read().keySet()) {
      if (!files.containsKey(name)) {
        delete(name);
      }
    }
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path target = directory.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
    }
  }

  private void delete(String name) {
    try {
      Files.delete(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] joined(byte[] content, String more) {
    byte[] bytes = more.getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(content, content.length + bytes.length);
    System.arraycopy(bytes, 0, all, content.length, bytes.length);
    return all;
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }
}
