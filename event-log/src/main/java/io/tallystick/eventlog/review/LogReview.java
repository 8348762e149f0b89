package io.tallystick.eventlog.review;

import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.TrustedKeys;
import io.tallystick.eventlog.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a reviewer does with the files of a log and a public key. It does not need the service. */
public final class LogReview {

  private final VerifierKey key;

  /**
   * Creates a review that trusts a key.
   *
   * @param publicKey the content of the {@code key.pub} file
   * @throws IllegalArgumentException if it is not a public key; the message says what one looks
   *     like
   */
  public LogReview(String publicKey) {
    key = VerifierKey.parse(publicKey);
  }

  /**
   * Checks that all lines are those that were signed. Signatures of keys that succeeded the trusted
   * key count too, if the directory contains the rotation notes.
   *
   * @param directory the directory of the log
   * @param checkpoint the file of a checkpoint; null for the newest one
   * @param progress is told how many lines are checked
   * @throws IOException if files cannot be read
   */
  public Verdict verify(Path directory, @Nullable Path checkpoint, Progress progress)
      throws IOException {
    Path file = checkpoint == null ? SignedCheckpoint.file(directory) : checkpoint;
    return LogVerification.of(directory, key, file, progress);
  }

  /**
   * Checks that the newest checkpoint of a log extends an older one.
   *
   * @param directory the directory of the log
   * @param older the file of the older checkpoint
   * @throws IOException if files cannot be read
   * @throws IllegalArgumentException if there can be no proof; the message says why
   */
  public Verdict extendsCheckpoint(Path directory, Path older) throws IOException {
    return ConsistencyProof.of(directory, older)
        .check(TrustedKeys.of(key, directory), SignedCheckpoint.read(older));
  }

  /**
   * Checks the text of a proof. Only the trusted key counts, not its successors.
   *
   * @param proof the text of the proof
   * @param older the text of the older checkpoint; null if the proof is not a consistency proof
   * @throws IllegalArgumentException if one of them is malformed or missing; the message says how
   */
  public Verdict check(String proof, @Nullable String older) {
    TrustedKeys keys = TrustedKeys.of(key);
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
