package io.tallystick.eventlog.review;

import io.tallystick.eventlog.note.SignedCheckpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** What a reviewer does with the files of a log and a public key. It does not need the service. */
public final class LogReview {

  private final ReviewerKeys keys;

  /**
   * Creates a review that trusts a key.
   *
   * @param publicKey the content of the {@code key.pub} file
   * @throws IllegalArgumentException if it is not a public key; the message says what one looks
   *     like
   */
  public LogReview(String publicKey) {
    this(Map.of("", publicKey));
  }

  /**
   * Creates a review that trusts several keys, such as those of all nodes of a cluster.
   *
   * @param publicKeys the content of {@code key.pub} files, by what a reviewer calls them, such as
   *     the names of the files
   * @throws IllegalArgumentException if one is not a public key; the message says which, and what
   *     one looks like
   */
  public LogReview(Map<String, String> publicKeys) {
    keys = new ReviewerKeys(publicKeys);
  }

  /**
   * Checks that all lines are those that were signed, and that the directory has nothing else in
   * it. Signatures of keys that succeeded a trusted key count too, if the directory contains the
   * rotation notes.
   *
   * @param directory the directory of the log
   * @param older the file of an older checkpoint, whose lines the log must begin with; null if
   *     there is none
   * @param progress is told how many lines are checked
   * @throws NoSuchFileException if the file of the older checkpoint is missing
   * @throws IOException if files cannot be read
   */
  public Verdict verify(Path directory, @Nullable Path older, Progress progress)
      throws IOException {
    return LogVerification.of(directory, keys, older, progress, (line, seq) -> {});
  }

  /**
   * Checks a log as {@link #verify(Path, Path, Progress)} does, and passes its lines on.
   *
   * @param lines takes each line and its number. What it makes of them counts only if the verdict
   *     holds
   * @throws IOException if files cannot be read
   */
  Verdict verify(Path directory, Progress progress, ObjLongConsumer<ByteBuffer> lines)
      throws IOException {
    return LogVerification.of(directory, keys, null, progress, lines);
  }

  /**
   * Checks that the newest checkpoint of a log extends an older one.
   *
   * @param directory the directory of the log
   * @param older the file of the older checkpoint
   * @throws IOException if files cannot be read
   */
  public Verdict extendsCheckpoint(Path directory, Path older) throws IOException {
    SignedCheckpoint kept = SignedCheckpoint.read(older);
    SignedCheckpoint newest = SignedCheckpoint.read(SignedCheckpoint.file(directory));
    if (kept.checkpoint().size() > newest.checkpoint().size()) {
      return Verdict.broken(
          "the older checkpoint covers %,d lines, and the newest one of the log only %,d"
              .formatted(kept.checkpoint().size(), newest.checkpoint().size()));
    }
    Verdict verdict = ConsistencyProof.of(directory, older).check(keys, kept);
    Optional<Instant> then = LineDate.of(directory, kept);
    Optional<Instant> now = LineDate.of(directory, newest);
    return verdict.holds() && then.isPresent() && now.isPresent()
        ? Verdict.holds(
            "%s; the last line that was signed then is of %s, the last one now of %s"
                .formatted(verdict.sentence(), then.get(), now.get()))
        : verdict;
  }

  /**
   * Checks the text of a proof. If the log's key was replaced, the proof contains the notes that
   * say so, so the successors of a trusted key count too.
   *
   * @param proof the text of the proof
   * @param older the text of the older checkpoint; null if the proof is not a consistency proof
   * @throws IllegalArgumentException if one of them is malformed or missing; the message says how
   */
  public Verdict check(String proof, @Nullable String older) {
    if (proof.startsWith(InclusionProof.HEADER)) {
      return InclusionProof.parse(proof).check(keys);
    }
    if (older == null) {
      throw new IllegalArgumentException(
          "this is a consistency proof: give the older checkpoint too");
    }
    return ConsistencyProof.parse(proof).check(keys, SignedCheckpoint.parse(older));
  }
}
