package io.tallystick.eventlog.review;

import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.TrustedKeys;
import io.tallystick.eventlog.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a reviewer does with a log's files and a public key, as {@code key.pub} holds it: no service
 * need run, and none is asked.
 */
public final class LogReview {

  private final VerifierKey key;

  /**
   * A review by a key that is trusted.
   *
   * @throws IllegalArgumentException that says what a public key looks like
   */
  public LogReview(String publicKey) {
    key = VerifierKey.parse(publicKey);
  }

  /**
   * Whether all lines are those that were signed. Those of the key's successors count too, where
   * the directory says that it has handed over.
   *
   * @param checkpoint a file; null for the newest one
   * @throws IOException where files cannot be read
   */
  public Verdict verify(Path directory, @Nullable Path checkpoint, Progress progress)
      throws IOException {
    Path file = checkpoint == null ? SignedCheckpoint.file(directory) : checkpoint;
    return LogVerification.of(directory, key, file, progress);
  }

  /**
   * Whether the log's newest checkpoint extends an older one, by a proof that is made for it.
   *
   * @throws IOException where files cannot be read
   * @throws IllegalArgumentException that says why there can be no proof
   */
  public Verdict extendsCheckpoint(Path directory, Path older) throws IOException {
    return ConsistencyProof.of(directory, older)
        .check(TrustedKeys.of(key, directory), SignedCheckpoint.read(older));
  }

  /**
   * Checks a proof's text, by the key alone.
   *
   * @param older the older checkpoint's text; null where the proof is not about two
   * @throws IllegalArgumentException that says what is wrong with the form of either
   */
  public Verdict check(String proof, @Nullable String older) {
    TrustedKeys keys = TrustedKeys.of(key);
    if (proof.startsWith(InclusionProof.HEAD)) {
      return InclusionProof.parse(proof).check(keys);
    }
    if (older == null) {
      throw new IllegalArgumentException(
          "this proof is about two checkpoints: name the older one too");
    }
    return ConsistencyProof.parse(proof).check(keys, SignedCheckpoint.parse(older));
  }
}
