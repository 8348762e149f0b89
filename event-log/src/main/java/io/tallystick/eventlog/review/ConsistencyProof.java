package io.tallystick.eventlog.review;

import io.tallystick.eventlog.merkle.MerkleProofs;
import io.tallystick.eventlog.merkle.TiledTree;
import io.tallystick.eventlog.note.Checkpoint;
import io.tallystick.eventlog.note.KeyRotations;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.review.ReviewerKeys.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A proof that the lines of a newer checkpoint begin with the lines of an older one, so that no
 * line was changed in between. Checking it does not need the log. Its text is the body of an
 * add-checkpoint request of C2SP tlog-witness.
 */
public final class ConsistencyProof {

  private static final String OLD = "old ";

  private final long older;
  private final List<byte[]> proof;
  private final SignedCheckpoint newer;
  private final KeyRotations rotations;

  private ConsistencyProof(
      long older, List<byte[]> proof, SignedCheckpoint newer, KeyRotations rotations) {
    this.older = older;
    this.proof = proof;
    this.newer = newer;
    this.rotations = rotations;
  }

  /**
   * Makes the proof from an older checkpoint to the newest one of a log.
   *
   * @param directory the directory of the log
   * @param olderCheckpoint the file of the older checkpoint
   * @throws IllegalArgumentException if there can be no proof; the message says why
   * @throws IOException if files cannot be read
   */
  public static ConsistencyProof of(Path directory, Path olderCheckpoint) throws IOException {
    Checkpoint older = SignedCheckpoint.read(olderCheckpoint).checkpoint();
    SignedCheckpoint newer = SignedCheckpoint.read(SignedCheckpoint.file(directory));
    long size = newer.checkpoint().size();
    if (older.size() > size) {
      throw new IllegalArgumentException(
          "the checkpoint that should be older covers %d lines, that of the log %d"
              .formatted(older.size(), size));
    }
    try {
      TiledTree tree = new TiledTree(directory, size);
      return new ConsistencyProof(
          older.size(),
          new MerkleProofs().consistency(tree, older.size(), size),
          newer,
          KeyRotations.of(directory));
    } catch (UncheckedIOException e) {
      throw new IOException("tiles of the log are missing or cannot be read", e);
    }
  }

  /**
   * Parses a proof without checking it.
   *
   * @throws IllegalArgumentException if it is malformed; the message says how
   */
  static ConsistencyProof parse(String text) {
    ProofText proof = ProofText.parse(text);
    if (proof.header().size() != 1 || !proof.header().get(0).matches("old (0|[1-9][0-9]{0,17})")) {
      throw new IllegalArgumentException("a consistency proof begins with the line 'old …'");
    }
    return new ConsistencyProof(
        Long.parseLong(proof.header().get(0).substring(OLD.length())),
        proof.hashes(),
        proof.checkpoint(),
        proof.rotations());
  }

  /**
   * Checks that both checkpoints are signed with these keys, and that the newer one extends the
   * older one.
   */
  Verdict check(ReviewerKeys keys, SignedCheckpoint olderCheckpoint) {
    Checkpoint from = olderCheckpoint.checkpoint();
    Checkpoint to = newer.checkpoint();
    Optional<Signer> signer = keys.of(newer, rotations);
    if (signer.isEmpty()) {
      return Verdict.broken("the newer checkpoint is not signed with " + keys.inWords());
    }
    if (!signer.get().keys().haveSigned(olderCheckpoint)) {
      return Verdict.broken("the older checkpoint is not signed with this key");
    }
    if (!from.origin().equals(to.origin())) {
      return Verdict.broken(
          "the checkpoints belong to different logs, %s and %s"
              .formatted(from.origin(), to.origin()));
    }
    if (from.size() != older
        || !new MerkleProofs()
            .extendsTree(older, from.root().bytes(), to.size(), to.root().bytes(), proof)) {
      return Verdict.broken(
          "the %,d lines that are signed now do not begin with the %,d that were signed then"
              .formatted(to.size(), from.size()));
    }
    return Verdict.holds(
        "the %,d lines that are signed now begin with the %,d that were signed then, as %s"
            .formatted(to.size(), from.size(), to.origin()));
  }

  /** The text of the proof. */
  @Override
  public String toString() {
    return ProofText.of(List.of(OLD + older), proof, newer, rotations).toString();
  }
}
