package io.tallystick.audit;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Merkle tree over the lines of a directory's event log, and the checkpoint that says what it
 * was when it was last signed.
 *
 * <p>Blocks; used by one thread at a time.
 */
final class LogTree {

  private static final Logger LOG = LoggerFactory.getLogger(LogTree.class);

  static final String CHECKPOINT = "checkpoint";
  static final String KEY = "key.pem";
  static final String PUBLIC_KEY = "key.pub";

  private final Path directory;
  private final String origin;
  private final SignerKey key;
  private final TreeHash hash = new TreeHash();
  private HashTiles tiles;
  private MerkleTree tree;
  private @Nullable Checkpoint signed;
  private String divergence = "";

  private LogTree(Path directory, String origin, SignerKey key) {
    this.directory = directory;
    this.origin = origin;
    this.key = key;
    this.tiles = new HashTiles(directory);
    this.tree = new MerkleTree(tiles);
  }

  /**
   * Brings the tree to where the lines end: from its tiles up to the last segment, from the lines
   * after that; from all lines where its tiles do not lead to what was signed.
   *
   * @param lastSeq number of the last line
   * @throws IOException where files cannot be read
   */
  static LogTree open(Path directory, String origin, long lastSeq) throws IOException {
    SignerKey key = SignerKey.ofFile(directory.resolve(KEY), origin);
    LastingFile.replace(directory.resolve(PUBLIC_KEY), key.verifier() + "\n");
    LogTree opened = new LogTree(directory, origin, key);
    opened.readCheckpoint();
    opened.restore(lastSeq);
    return opened;
  }

  /** How the lines are known not to be those that were signed; empty while they may be. */
  Optional<String> divergence() {
    return divergence.isEmpty() ? Optional.empty() : Optional.of(divergence);
  }

  /** Takes the next line, which is on disk. */
  void add(ByteBuffer line) {
    tree.add(hash.leaf(line));
    if (signed != null
        && tree.size() == signed.size()
        && !Root.of(tree.root()).equals(signed.root())) {
      divergence =
          "its first %d lines are not those that were signed; 'audit verify' says which"
              .formatted(signed.size());
    }
  }

  /**
   * Signs the tree as it is, and leaves the checkpoint on disk; does nothing where that has been
   * done, where fewer lines are here than were signed, or other ones.
   */
  void sign() throws IOException {
    long size = tree.size();
    if (size <= signedSize() || !divergence.isEmpty()) {
      return;
    }
    tiles.write(size);
    Checkpoint checkpoint = new Checkpoint(origin, size, Root.of(tree.root()));
    LastingFile.replace(
        directory.resolve(CHECKPOINT), SignedNote.sign(checkpoint.text(), key).toString());
    signed = checkpoint;
  }

  private long signedSize() {
    return signed == null ? 0 : signed.size();
  }

  private void readCheckpoint() throws IOException {
    Path file = directory.resolve(CHECKPOINT);
    if (!Files.exists(file)) {
      return;
    }
    try {
      SignedNote note = SignedNote.read(file);
      if (!note.isSignedBy(key.verifier())) {
        throw new IllegalArgumentException("it is not signed with the key in " + KEY);
      }
      signed = Checkpoint.parse(note.text());
    } catch (IllegalArgumentException e) {
      divergence = "its checkpoint cannot be trusted: " + e.getMessage();
    }
  }

  private void restore(long lastSeq) throws IOException {
    if (!divergence.isEmpty()) {
      return;
    }
    if (lastSeq < signedSize()) {
      LOG.warn(
          "The event log ends with line {}, but {} lines were signed; the others are taken from the"
              + " database again, and must be the same",
          lastSeq,
          signedSize());
    }
    long tiled = Segment.firstOf(Math.max(1, Math.min(lastSeq, signedSize()))) - 1;
    if (!isRestored(tiled, lastSeq)) {
      LOG.warn("The tiles of the event log's tree are made anew from {} lines", lastSeq);
      isRestored(0, lastSeq);
    }
  }

  private boolean isRestored(long tiled, long lastSeq) throws IOException {
    divergence = "";
    tiles = new HashTiles(directory);
    tree = new MerkleTree(tiles);
    try {
      addTiles(tiled, signedSize());
      addLines(lastSeq);
    } catch (NoSuchFileException e) {
      return false;
    } catch (EOFException e) {
      divergence = "line %d is missing".formatted(tree.size() + 1);
    }
    return divergence.isEmpty();
  }

  private void addTiles(long leaves, long size) throws IOException {
    int top = (Long.SIZE - Long.numberOfLeadingZeros(leaves)) / TileFile.HEIGHT;
    for (int level = top; level >= 0; level--) {
      long complete = leaves >> (level * TileFile.HEIGHT);
      int count = (int) (complete % TileFile.WIDTH);
      if (count > 0) {
        byte[] tile = TileFile.read(directory, level, complete / TileFile.WIDTH, size);
        for (int i = 0; i < count; i++) {
          int from = i * TreeHash.LENGTH;
          tree.add(level * TileFile.HEIGHT, Arrays.copyOfRange(tile, from, from + TreeHash.LENGTH));
        }
      }
    }
  }

  private void addLines(long lastSeq) throws IOException {
    try (LineReader reader = LineReader.open(directory, tree.size() + 1)) {
      while (tree.size() < lastSeq) {
        add(reader.next());
      }
    }
  }
}
