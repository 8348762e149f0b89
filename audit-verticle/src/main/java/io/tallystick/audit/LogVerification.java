package io.tallystick.audit;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Checks an event log by its files and a public key alone: that its lines are those that were
 * signed, each in its place.
 *
 * @param intact whether nothing was found
 * @param sentence what was found, or what was checked
 */
public record LogVerification(boolean intact, String sentence) {

  /**
   * Checks a directory's log.
   *
   * @param publicKey as in the file {@code key.pub} that the log's owner handed out
   * @throws IOException where files cannot be read
   * @throws IllegalArgumentException where the key is none
   */
  public static LogVerification of(Path directory, String publicKey) throws IOException {
    VerifierKey key = VerifierKey.parse(publicKey);
    Path file = directory.resolve(LogTree.CHECKPOINT);
    Checkpoint checkpoint;
    try {
      SignedNote note = SignedNote.read(file);
      if (!note.isSignedBy(key)) {
        return broken("the checkpoint is not signed with this key");
      }
      checkpoint = Checkpoint.parse(note.text());
    } catch (NoSuchFileException e) {
      return broken("there is no checkpoint in " + directory);
    } catch (IllegalArgumentException e) {
      return broken("the checkpoint is damaged: " + e.getMessage());
    }
    return checked(directory, checkpoint);
  }

  private static LogVerification checked(Path directory, Checkpoint checkpoint) throws IOException {
    TreeHash hash = new TreeHash();
    MerkleTree tree = new MerkleTree();
    StoredLeaves stored = new StoredLeaves(directory, checkpoint.size());
    long differing = 0;
    try (LineReader reader = LineReader.open(directory, 1)) {
      while (tree.size() < checkpoint.size()) {
        long seq = reader.seq();
        byte[] leaf = hash.leaf(reader.next());
        tree.add(leaf);
        if (differing == 0 && !stored.agreeOn(seq - 1, leaf)) {
          differing = seq;
        }
      }
      if (!Root.of(tree.root()).equals(checkpoint.root())) {
        return broken(
            differing == 0
                ? "the lines are not those that were signed, nor are the tiles beside them"
                : "line %d is not the one that was signed".formatted(differing));
      }
      return more(reader, checkpoint);
    } catch (EOFException e) {
      return broken("line %d is missing".formatted(tree.size() + 1));
    }
  }

  /** What stands behind the signed lines must be numbered on, and is not signed yet. */
  private static LogVerification more(LineReader reader, Checkpoint checkpoint) throws IOException {
    long unsigned = 0;
    try {
      while (true) {
        long seq = reader.seq();
        ByteBuffer line = reader.next();
        byte[] bytes = new byte[line.remaining()];
        line.get(bytes);
        if (SegmentTail.sequence(bytes) != seq) {
          return broken("line %d has another number".formatted(seq));
        }
        unsigned++;
      }
    } catch (EOFException e) {
      return new LogVerification(
          true,
          "%,d lines are those that were signed as %s%s"
              .formatted(
                  checkpoint.size(),
                  checkpoint.origin(),
                  unsigned == 0 ? "" : "; %,d later ones are not signed yet".formatted(unsigned)));
    } catch (IllegalArgumentException e) {
      return broken("line %d: %s".formatted(reader.seq() - 1, e.getMessage()));
    }
  }

  private static LogVerification broken(String sentence) {
    return new LogVerification(false, sentence);
  }

  /** The hashes of lines that were stored when the log was written, a tile at a time. */
  private static final class StoredLeaves {
    private final Path directory;
    private final long size;
    private long index = -1;
    private byte[] tile = {};

    StoredLeaves(Path directory, long size) {
      this.directory = directory;
      this.size = size;
    }

    /** Whether this is the hash that was stored; where none is, nothing speaks against it. */
    boolean agreeOn(long leaf, byte[] hash) throws IOException {
      if (leaf / TileFile.WIDTH != index) {
        index = leaf / TileFile.WIDTH;
        try {
          tile = TileFile.read(directory, 0, index, size);
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
