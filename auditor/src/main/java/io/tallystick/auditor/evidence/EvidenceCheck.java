package io.tallystick.auditor.evidence;

import io.tallystick.eventlog.file.RegularFile;
import io.tallystick.eventlog.line.LoggedEvent;
import io.tallystick.eventlog.note.KeyRotations;
import io.tallystick.eventlog.note.RemovalNote;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.TrustedKeys;
import io.tallystick.eventlog.note.VerifierKey;
import io.tallystick.eventlog.review.LogReview;
import io.tallystick.eventlog.review.Verdict;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks a folder of evidence that somebody else has made. */
public final class EvidenceCheck {

  // Far more than any file of such a folder has, but for the readable ones.
  private static final int MAX_BYTES = 1 << 22;
  private static final int MAX_READABLE_BYTES = 1 << 28;
  private static final Pattern LINE =
      Pattern.compile("line-([1-9][0-9]{0,17})\\.(json|tlog-proof)");
  private static final Pattern ROTATION = Pattern.compile("key-rotation-[0-9]{4}\\.note");
  private static final Pattern TOKEN_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n");
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x09\\x0b-\\x1f\\x7f]");
  private static final Pattern MAKER = Pattern.compile("Made by tallystick-audit [0-9A-Za-z.()-]+");
  private static final Set<String> REQUIRED =
      Set.of(
          Evidence.README,
          Evidence.PAGE,
          Evidence.SCRIPT,
          Evidence.TOKEN_ID,
          Evidence.CHECKPOINT,
          Evidence.KEY);

  /** Something in the folder is wrong. */
  private static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Fault(String sentence) {
      super(sentence, null, false, false);
    }
  }

  private final Path folder;
  private final List<String> keys;

  private EvidenceCheck(Path folder, List<String> keys) {
    this.folder = folder;
    this.keys = keys;
  }

  /**
   * Checks that each line in a folder is about its token, and is proved to be signed with one of
   * these keys; and that the readable files show these lines and nothing else.
   *
   * @param keys the texts of public keys that the reviewer trusts
   * @throws IllegalArgumentException if one of these is not a public key
   * @throws IOException if files cannot be read, or if another release has made the readable files,
   *     in other words
   */
  public static Verdict of(Path folder, List<String> keys) throws IOException {
    keys.forEach(VerifierKey::parse);
    try {
      return new EvidenceCheck(folder, List.copyOf(keys)).verdict();
    } catch (Fault e) {
      return new Verdict(false, String.valueOf(e.getMessage()));
    } catch (NoSuchFileException e) {
      return new Verdict(
          false, "%s is missing".formatted(name(Path.of(String.valueOf(e.getFile())))));
    }
  }

  private Verdict verdict() throws IOException {
    Set<Long> numbers = new TreeSet<>();
    List<String> rotations = new ArrayList<>();
    for (String name : names()) {
      Matcher line = LINE.matcher(name);
      if (line.matches()) {
        numbers.add(Long.parseLong(line.group(1)));
      } else if (ROTATION.matcher(name).matches()) {
        rotations.add(text(name));
        if (!name.equals(Evidence.rotation(rotations.size()))) {
          throw new Fault("there is no note before " + name);
        }
      } else if (!REQUIRED.contains(name) && !name.equals(Evidence.REMOVAL)) {
        throw new Fault(name + " is no file of such evidence");
      }
    }
    if (numbers.isEmpty()) {
      throw new Fault("there is no line in this folder");
    }
    String checkpoint = text(Evidence.CHECKPOINT);
    String tokenId = tokenId();
    requireOneKey();
    List<LoggedEvent> events = new ArrayList<>();
    for (long seq : numbers) {
      events.add(event(seq, tokenId, checkpoint, rotations));
    }
    Evidence evidence =
        new Evidence(
            maker(),
            tokenId,
            events,
            SignedCheckpoint.parse(checkpoint).checkpoint(),
            removal(KeyRotations.parse(rotations)));
    String sentence =
        "%s about the token %s, of the %,d that were signed as %s; the last of them is of %s"
            .formatted(
                EvidenceText.lines(events.size()),
                tokenId,
                evidence.checkpoint().size(),
                evidence.checkpoint().origin(),
                events.get(events.size() - 1).at());
    compareReadableFiles(evidence, sentence);
    return new Verdict(true, sentence);
  }

  private String tokenId() throws IOException {
    String text = text(Evidence.TOKEN_ID);
    if (!TOKEN_ID.matcher(text).matches()) {
      throw new Fault(Evidence.TOKEN_ID + " is not one id and a line feed");
    }
    return text.strip();
  }

  /** Whoever takes the key from here later must get the one that was checked. */
  private void requireOneKey() throws IOException {
    String text = text(Evidence.KEY);
    try {
      if (text.equals(VerifierKey.parse(text) + "\n")) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // The same fault.
    }
    throw new Fault(Evidence.KEY + " is not one public key and a line feed");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .peek(EvidenceCheck::requireFile)
          .map(EvidenceCheck::name)
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }

  private static void requireFile(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new Fault(name(file) + " is no file");
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private LoggedEvent event(long seq, String tokenId, String checkpoint, List<String> rotations)
      throws IOException {
    String name = Evidence.proof(seq);
    String proof = text(name);
    byte[] line = RegularFile.read(folder.resolve(Evidence.line(seq)), MAX_BYTES);
    requireSigned(name, proof, keys, "");
    // Somebody may take the key from here later.
    requireSigned(name, proof, List.of(text(Evidence.KEY)), " in this folder");
    if (!proof.endsWith("\n\n" + checkpoint)) {
      throw new Fault(name + " has another checkpoint");
    }
    if (!proofLine(proof, "extra ").equals(List.of(base64(line)))) {
      throw new Fault("%s is not the line of %s".formatted(Evidence.line(seq), name));
    }
    if (!proofLine(proof, "rotation ")
        .equals(
            rotations.stream()
                .map(note -> base64(note.getBytes(StandardCharsets.UTF_8)))
                .toList())) {
      throw new Fault(name + " has other notes about changes of the key");
    }
    LoggedEvent event = LoggedEvent.parse(line);
    if (event.seq() != seq || !event.isAbout(tokenId)) {
      throw new Fault(
          "%s is not line %d, or not about the token %s"
              .formatted(Evidence.line(seq), seq, tokenId));
    }
    return event;
  }

  private static void requireSigned(String name, String proof, List<String> keys, String where) {
    List<Verdict> verdicts = keys.stream().map(key -> verdict(name, proof, key)).toList();
    if (verdicts.stream().noneMatch(Verdict::holds)) {
      throw new Fault(
          "%s: %s%s".formatted(name, verdicts.get(verdicts.size() - 1).sentence(), where));
    }
  }

  private static Verdict verdict(String name, String proof, String key) {
    try {
      return new LogReview(key).check(proof, null);
    } catch (IllegalArgumentException e) {
      throw new Fault("%s or %s is damaged: %s".formatted(name, Evidence.KEY, e.getMessage()));
    }
  }

  private @Nullable RemovalNote removal(KeyRotations rotations) throws IOException {
    try {
      RemovalNote note = RemovalNote.read(folder).orElse(null);
      if (note != null
          && keys.stream()
              .noneMatch(
                  key -> note.isSignedBy(TrustedKeys.of(VerifierKey.parse(key), rotations)))) {
        throw new Fault(Evidence.REMOVAL + " is not signed with this key");
      }
      return note;
    } catch (IllegalArgumentException e) {
      throw new Fault("%s is damaged: %s".formatted(Evidence.REMOVAL, e.getMessage()));
    }
  }

  /**
   * Compares the readable files. Another release may write them in other words, so then it cannot
   * be told whether they show these lines.
   */
  private void compareReadableFiles(Evidence evidence, String sentence) throws IOException {
    for (Map.Entry<String, String> file : evidence.readableFiles().entrySet()) {
      byte[] content = RegularFile.read(folder.resolve(file.getKey()), MAX_READABLE_BYTES);
      if (Arrays.equals(content, file.getValue().getBytes(StandardCharsets.UTF_8))) {
        continue;
      }
      if (evidence.maker().equals(Evidence.thisRelease())) {
        throw new Fault(file.getKey() + " is not what was made from these lines");
      }
      throw new IOException(
          "%s is not what this release makes from these lines, and names another release. So do not rely on README.txt, index.html and check.sh, or use that release. The signed lines hold: %s"
              .formatted(file.getKey(), sentence));
    }
  }

  private String maker() throws IOException {
    Path readme = folder.resolve(Evidence.README);
    String maker =
        new String(RegularFile.read(readme, MAX_READABLE_BYTES), StandardCharsets.UTF_8)
            .lines()
            .findFirst()
            .orElse("");
    String page =
        new String(
            RegularFile.read(folder.resolve(Evidence.PAGE), MAX_READABLE_BYTES),
            StandardCharsets.UTF_8);
    if (!MAKER.matcher(maker).matches() || !page.contains("<!-- %s -->\n".formatted(maker))) {
      throw new Fault("README.txt and index.html do not say that one release has made them");
    }
    return maker;
  }

  private static List<String> proofLine(String proof, String label) {
    return proof
        .lines()
        .takeWhile(line -> !line.isEmpty())
        .filter(line -> line.startsWith(label))
        .map(line -> line.substring(label.length()))
        .toList();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private String text(String name) throws IOException {
    try {
      String text = RegularFile.readText(folder.resolve(name), MAX_BYTES);
      if (CONTROL.matcher(text).find()) {
        throw new Fault(name + " has control characters");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new Fault(name + " is not UTF-8");
    }
  }
}
