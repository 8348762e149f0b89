package io.tallystick.auditor.evidence;

import io.tallystick.eventlog.line.LoggedEvent;
import io.tallystick.eventlog.note.KeyRotations;
import io.tallystick.eventlog.note.RemovalNote;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.VerifierKey;
import io.tallystick.eventlog.review.EventFilter;
import io.tallystick.eventlog.review.InclusionProof;
import io.tallystick.eventlog.review.LogReview;
import io.tallystick.eventlog.review.LogSearch;
import io.tallystick.eventlog.review.Progress;
import io.tallystick.eventlog.review.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes a folder of evidence about one token. It is written under another name first, so that
 * there is either a complete folder or none.
 */
public final class EvidenceFolder {

  private final Path log;
  private final Map<String, String> keys;
  private final String tokenId;

  /**
   * Prepares a folder.
   *
   * @param log the directory of the log
   * @param keys the texts of public keys that are trusted, by what a reviewer calls them; the first
   *     one that has signed the log is put into the folder
   * @param tokenId the public id of the token, a UUID in lower case
   */
  public EvidenceFolder(Path log, Map<String, String> keys, String tokenId) {
    this.log = log;
    // In their order.
    this.keys = new LinkedHashMap<>(keys);
    this.tokenId = tokenId;
  }

  /**
   * Writes the folder.
   *
   * @param out is missing or an empty directory
   * @param progress is told how many lines are checked
   * @return a sentence about what is in it; empty if no signed line is about the token
   * @throws IllegalArgumentException if lines are missing, damaged, or not signed with one of the
   *     keys, or if there is something at {@code out}, or it is inside the log; the message says
   *     which
   * @throws IOException if files cannot be read or written
   */
  public Optional<String> write(Path out, Progress progress) throws IOException {
    Path parent = parentOf(out);
    requireEmpty(out);
    SignedCheckpoint checkpoint = SignedCheckpoint.read(SignedCheckpoint.file(log));
    List<LoggedEvent> signed = signedEvents(progress);
    if (signed.isEmpty()) {
      return Optional.empty();
    }
    Path unfinished =
        Files.createDirectory(
            parent.resolve(".%s-%d".formatted(out.getFileName(), ProcessHandle.current().pid())));
    try {
      write(unfinished, signed, checkpoint);
      Files.deleteIfExists(out);
      Files.move(unfinished, out);
    } catch (IOException | RuntimeException e) {
      delete(unfinished);
      throw e;
    }
    return Optional.of(
        "%s: %s about the token %s, of the %,d that were signed"
            .formatted(
                out, EvidenceText.lines(signed.size()), tokenId, checkpoint.checkpoint().size()));
  }

  /** All lines are verified, since a line that was changed might be about the token. */
  private List<LoggedEvent> signedEvents(Progress progress) throws IOException {
    List<LoggedEvent> events = new ArrayList<>();
    Verdict verdict =
        new LogSearch(log, EventFilter.ofToken(tokenId), EvidenceFolder::refuse)
            .runVerified(new LogReview(keys), progress, events::add);
    if (!verdict.holds()) {
      refuse("the log is BROKEN: " + verdict.sentence());
    }
    return events;
  }

  private void write(Path folder, List<LoggedEvent> events, SignedCheckpoint checkpoint)
      throws IOException {
    String key = "";
    for (LoggedEvent event : events) {
      InclusionProof proof = InclusionProof.of(log, event.seq(), checkpoint);
      if (key.isEmpty()) {
        key = keyOf(proof);
      }
      if (!event.json().equals(new String(proof.line(), StandardCharsets.UTF_8))) {
        throw new IllegalArgumentException("line %d has changed meanwhile".formatted(event.seq()));
      }
      Files.write(folder.resolve(Evidence.line(event.seq())), proof.line());
      Files.writeString(folder.resolve(Evidence.proof(event.seq())), proof.toString());
    }
    RemovalNote removal = RemovalNote.read(log).orElse(null);
    if (removal != null) {
      Files.writeString(folder.resolve(Evidence.REMOVAL), removal.note().toString());
    }
    List<String> rotations = KeyRotations.of(log).texts();
    for (int i = 0; i < rotations.size(); i++) {
      Files.writeString(folder.resolve(Evidence.rotation(i + 1)), rotations.get(i));
    }
    Files.writeString(folder.resolve(Evidence.CHECKPOINT), checkpoint.note().toString());
    Files.writeString(folder.resolve(Evidence.KEY), VerifierKey.parse(key) + "\n");
    Files.writeString(folder.resolve(Evidence.TOKEN_ID), tokenId + "\n");
    Evidence evidence =
        new Evidence(Evidence.thisRelease(), tokenId, events, checkpoint.checkpoint(), removal);
    for (Map.Entry<String, String> file : evidence.readableFiles().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private String keyOf(InclusionProof proof) {
    return keys.values().stream()
        .filter(key -> new LogReview(key).check(proof.toString(), null).holds())
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("the checkpoint is not signed with any given key"));
  }

  private Path parentOf(Path out) throws IOException {
    Path parent = out.toAbsolutePath().normalize().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("%s cannot be such a folder".formatted(out));
    }
    if (parent.toRealPath().startsWith(log.toRealPath())) {
      throw new IllegalArgumentException(
          "%s is inside the log, where 'verify' would refuse it".formatted(out));
    }
    return parent;
  }

  private static void refuse(String fault) {
    throw new IllegalArgumentException("the evidence would not be complete: " + fault);
  }

  private static void requireEmpty(Path out) throws IOException {
    if (!Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(out, LinkOption.NOFOLLOW_LINKS)) {
      throw new IllegalArgumentException(out + " is not an empty directory");
    }
    try (Stream<Path> files = Files.list(out)) {
      if (files.findAny().isPresent()) {
        throw new IllegalArgumentException(out + " is not an empty directory");
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }
        });
    Files.delete(folder);
  }
}
