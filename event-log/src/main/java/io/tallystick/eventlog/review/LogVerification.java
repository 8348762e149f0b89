package io.tallystick.eventlog.review;

import io.tallystick.eventlog.line.Line;
import io.tallystick.eventlog.merkle.MerkleProofs;
import io.tallystick.eventlog.merkle.MerkleTree;
import io.tallystick.eventlog.merkle.TileFile;
import io.tallystick.eventlog.merkle.TiledTree;
import io.tallystick.eventlog.merkle.TreeHash;
import io.tallystick.eventlog.note.Checkpoint;
import io.tallystick.eventlog.note.RootHash;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.TrustedKeys;
import io.tallystick.eventlog.note.VerifierKey;
import io.tallystick.eventlog.segment.LineReader;
import io.tallystick.eventlog.segment.Segment;
import io.tallystick.eventlog.segment.SegmentEnd;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Checks that the lines of an event log are those that were signed, each at its place. It needs
 * only the files and a public key.
 */
final class LogVerification {

  private static final int LINES_PER_STEP = 1_000;

  private final Path directory;
  private final Checkpoint checkpoint;
  private final TrustedKeys keys;
  private final Progress progress;

  private LogVerification(
      Path directory, Checkpoint checkpoint, TrustedKeys keys, Progress progress) {
    this.directory = directory;
    this.checkpoint = checkpoint;
    this.keys = keys;
    this.progress = progress;
  }

  /**
   * Checks a log against a checkpoint.
   *
   * @throws IOException if files cannot be read
   */
  static Verdict of(Path directory, VerifierKey key, Path checkpointFile, Progress progress)
      throws IOException {
    TrustedKeys keys = TrustedKeys.of(key, directory);
    try {
      SignedCheckpoint signed = SignedCheckpoint.read(checkpointFile);
      if (!keys.haveSigned(signed)) {
        return Verdict.broken("the checkpoint is not signed with this key");
      }
      return new LogVerification(directory, signed.checkpoint(), keys, progress).verdict();
    } catch (NoSuchFileException e) {
      return Verdict.broken("there is no checkpoint in " + directory);
    } catch (IllegalArgumentException e) {
      return Verdict.broken("the checkpoint is damaged: " + e.getMessage());
    }
  }

  private Verdict verdict() throws IOException {
    TiledTree tiles = new TiledTree(directory, checkpoint.size());
    MerkleTree tree = new MerkleTree();
    long removed = Segment.removed(directory);
    if (removed >= checkpoint.size()) {
      return Verdict.broken("all of the %,d signed lines are missing".formatted(checkpoint.size()));
    }
    try {
      tiles.addTo(tree, removed);
    } catch (NoSuchFileException e) {
      return Verdict.broken("line 1 is missing, and so are the hashes of lines that were removed");
    }
    return checkLines(tree);
  }

  private Verdict checkLines(MerkleTree tree) throws IOException {
    long removed = tree.size();
    TreeHash hash = new TreeHash();
    StoredLeaves stored = new StoredLeaves();
    long differing = 0;
    try (LineReader reader = LineReader.open(directory, removed + 1)) {
      while (tree.size() < checkpoint.size()) {
        long seq = reader.seq();
        byte[] leaf = hash.leaf(reader.next());
        tree.add(leaf);
        if (differing == 0 && !stored.matches(seq - 1, leaf)) {
          differing = seq;
        }
        if (seq % LINES_PER_STEP == 0) {
          progress.at(seq, checkpoint.size());
        }
      }
      if (!RootHash.of(tree.root()).equals(checkpoint.root())) {
        return Verdict.broken(
            differing == 0
                ? "neither the lines nor the tiles are those that were signed"
                : "line %d is not the one that was signed".formatted(differing));
      }
      for (Checkpoint handover : keys.handovers()) {
        if (handover.size() <= checkpoint.size() && !beginsWith(handover)) {
          return Verdict.broken(
              "the log does not begin with the %,d lines that one key handed over to the next"
                  .formatted(handover.size()));
        }
      }
      return checkUnsignedLines(reader, removed);
    } catch (EOFException e) {
      return Verdict.broken("line %d is missing".formatted(tree.size() + 1));
    }
  }

  /** Checks by a consistency proof, so that the tiles need not be trusted. */
  private boolean beginsWith(Checkpoint older) {
    try {
      MerkleProofs proofs = new MerkleProofs();
      return proofs.extendsTree(
          older.size(),
          older.root().bytes(),
          checkpoint.size(),
          checkpoint.root().bytes(),
          proofs.consistency(
              new TiledTree(directory, checkpoint.size()), older.size(), checkpoint.size()));
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /**
   * Checks that the lines after the signed ones are numbered consecutively. They are not signed
   * yet.
   */
  private Verdict checkUnsignedLines(LineReader reader, long removed) throws IOException {
    long unsigned = 0;
    try {
      while (true) {
        long seq = reader.seq();
        if (SegmentEnd.sequence(Line.of(seq, reader.next()).bytes()) != seq) {
          return Verdict.broken("line %d has the wrong sequence number".formatted(seq));
        }
        unsigned++;
      }
    } catch (EOFException e) {
      return Verdict.holds(
          "%,d lines are those that were signed as %s%s%s%s"
              .formatted(
                  checkpoint.size(),
                  checkpoint.origin(),
                  removed == 0
                      ? ""
                      : "; only the hashes of the first %,d are left".formatted(removed),
                  unsigned == 0 ? "" : "; %,d later ones are not signed yet".formatted(unsigned),
                  keys.handovers().isEmpty()
                      ? ""
                      : "; the key that signs now is " + keys.current()));
    } catch (IllegalArgumentException e) {
      return Verdict.broken("line %d: %s".formatted(reader.seq() - 1, e.getMessage()));
    }
  }

  /** The hashes of lines that were stored when the log was written. They are read tile by tile. */
  private final class StoredLeaves {
    private long index = -1;
    private byte[] tile = {};

    /**
     * Whether the stored hash of a leaf is this one. A hash that is not stored counts as a match.
     */
    boolean matches(long leaf, byte[] hash) throws IOException {
      if (leaf / TileFile.WIDTH != index) {
        index = leaf / TileFile.WIDTH;
        try {
          tile = TileFile.read(directory, 0, index, checkpoint.size());
        } catch (NoSuchFileException e) {
          tile = new byte[0];
        }
      }
      int from = (int) (leaf % TileFile.WIDTH) * TreeHash.LENGTH;
      return tile.length == 0
          || Arrays.equals(tile, from, from + TreeHash.LENGTH, hash, 0, TreeHash.LENGTH);
    }
  }
}
