package io.tallystick.eventlog.review;

import io.tallystick.eventlog.merkle.MerkleProofs;
import io.tallystick.eventlog.merkle.TiledTree;
import io.tallystick.eventlog.note.Checkpoint;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.TrustedKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Shows, without the log, that the lines of a newer checkpoint begin with those of an older one:
 * nothing that was signed then has been changed since. Its text is the body of "add-checkpoint" of
 * the C2SP's tlog-witness.md.
 */
public final class ConsistencyProof {

  private static final String OLD = "old ";

  private final long older;
  private final List<byte[]> proof;
  private final SignedCheckpoint newer;

  private ConsistencyProof(long older, List<byte[]> proof, SignedCheckpoint newer) {
    this.older = older;
    this.proof = proof;
    this.newer = newer;
  }

  /**
   * Makes the proof that a log's checkpoint extends an older one.
   *
   * @param olderCheckpoint its file
   * @throws IllegalArgumentException that says why there can be none
   * @throws IOException where files cannot be read
   */
  public static ConsistencyProof of(Path directory, Path olderCheckpoint) throws IOException {
    Checkpoint older = SignedCheckpoint.read(olderCheckpoint).checkpoint();
    SignedCheckpoint newer = SignedCheckpoint.read(SignedCheckpoint.file(directory));
    long size = newer.checkpoint().size();
    if (older.size() > size) {
      throw new IllegalArgumentException(
          "the checkpoint that should be older is over %d lines, that of the log over %d"
              .formatted(older.size(), size));
    }
    try {
      TiledTree tree = new TiledTree(directory, size);
      return new ConsistencyProof(
          older.size(), new MerkleProofs().consistency(tree, older.size(), size), newer);
    } catch (UncheckedIOException e) {
      throw new IOException("tiles of the log's tree are missing", e);
    }
  }

  /**
   * Reads a proof's text, which is still to be checked.
   *
   * @throws IllegalArgumentException that says what is wrong with its form
   */
  static ConsistencyProof parse(String text) {
    ProofText proof = ProofText.parse(text);
    if (proof.head().size() != 1 || !proof.head().get(0).matches("old (0|[1-9][0-9]{0,17})")) {
      throw new IllegalArgumentException("such a proof begins with the line 'old …'");
    }
    return new ConsistencyProof(
        Long.parseLong(proof.head().get(0).substring(OLD.length())),
        proof.hashes(),
        proof.checkpoint());
  }

  /**
   * Whether its checkpoint and the older one are signed with these keys, and one extends the other.
   */
  public Verdict check(TrustedKeys keys, SignedCheckpoint olderCheckpoint) {
    Checkpoint from = olderCheckpoint.checkpoint();
    Checkpoint to = newer.checkpoint();
    if (!keys.haveSigned(olderCheckpoint)) {
      return Verdict.broken("the older checkpoint is not signed with this key");
    }
    if (!keys.haveSigned(newer)) {
      return Verdict.broken("the newer checkpoint is not signed with this key");
    }
    if (!from.origin().equals(to.origin())) {
      return Verdict.broken(
          "they are of two logs, %s and %s".formatted(from.origin(), to.origin()));
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

  @Override
  public String toString() {
    return ProofText.of(List.of(OLD + older), proof, newer).toString();
  }
}
