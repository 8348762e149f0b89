package io.tallystick.eventlog.log;

import io.tallystick.eventlog.file.DurableFile;
import io.tallystick.eventlog.merkle.MerkleTree;
import io.tallystick.eventlog.merkle.TileWriter;
import io.tallystick.eventlog.merkle.TiledTree;
import io.tallystick.eventlog.merkle.TreeHash;
import io.tallystick.eventlog.note.Checkpoint;
import io.tallystick.eventlog.note.KeyFiles;
import io.tallystick.eventlog.note.RootHash;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.SignerKey;
import io.tallystick.eventlog.note.VerifierKey;
import io.tallystick.eventlog.segment.LineReader;
import io.tallystick.eventlog.segment.Segment;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
public final class LogTree {

  private static final Logger LOG = LoggerFactory.getLogger(LogTree.class);

  private final Path directory;
  private final String origin;
  private final SignerKey key;
  private final TreeHash hash = new TreeHash();
  private TileWriter tiles;
  private MerkleTree tree;
  // Read by other threads, so that they can tell how far it has come.
  private volatile @Nullable Checkpoint signed;
  private String divergence = "";

  private LogTree(Path directory, String origin, SignerKey key) {
    this.directory = directory;
    this.origin = origin;
    this.key = key;
    this.tiles = new TileWriter(directory);
    this.tree = new MerkleTree(tiles);
  }

  /**
   * Brings the tree to where the lines end: from its tiles up to the last segment, from the lines
   * after that; from all lines that are here where its tiles do not lead to what was signed.
   *
   * @param keyFile of the key that signs; made where it is missing
   * @param lastSeq number of the last line
   * @throws IOException where files cannot be read
   */
  public static LogTree open(Path directory, String origin, Path keyFile, long lastSeq)
      throws IOException {
    SignerKey key = SignerKey.ofFile(keyFile, origin);
    DurableFile.replace(KeyFiles.publicKey(directory), key.verifier() + "\n");
    LogTree opened = new LogTree(directory, origin, key);
    opened.readCheckpoint();
    opened.restore(lastSeq);
    return opened;
  }

  /** The key that signs. */
  public VerifierKey key() {
    return key.verifier();
  }

  /** How the lines are known not to be those that were signed; empty while they may be. */
  public Optional<String> divergence() {
    return divergence.isEmpty() ? Optional.empty() : Optional.of(divergence);
  }

  /** Takes the next line, which is on disk. */
  public void add(ByteBuffer line) {
    tree.add(hash.leaf(line));
    Checkpoint last = signed;
    if (last != null
        && tree.size() == last.size()
        && !RootHash.of(tree.root()).equals(last.root())) {
      divergence =
          "its first %d lines are not those that were signed; 'audit verify' says which"
              .formatted(last.size());
    }
  }

  /**
   * A checkpoint over the tree as it is, whose tiles are written; empty where there is no need,
   * since all was signed, or no right, since lines are missing that were signed, or differ.
   */
  public Optional<SignedCheckpoint> prepare() throws IOException {
    long size = tree.size();
    if (size <= signedSize() || !divergence.isEmpty()) {
      return Optional.empty();
    }
    tiles.write(size);
    Checkpoint checkpoint = new Checkpoint(origin, size, RootHash.of(tree.root()));
    return Optional.of(SignedCheckpoint.sign(checkpoint, key));
  }

  /** Leaves a checkpoint that was prepared on disk, for all to see. */
  public void publish(SignedCheckpoint checkpoint) throws IOException {
    DurableFile.replace(SignedCheckpoint.file(directory), checkpoint.note().toString());
    signed = checkpoint.checkpoint();
  }

  /**
   * The root over the first lines, from the tiles of the tree as it was when a checkpoint was
   * {@linkplain #prepare prepared}.
   *
   * @param lines at most {@code size}
   * @param size lines under that checkpoint
   * @throws java.io.UncheckedIOException if a tile cannot be read
   */
  public RootHash rootOver(long lines, long size) {
    return RootHash.of(new TiledTree(directory, size).rootOver(lines));
  }

  /** Lines under the last checkpoint; 0 if nothing was signed yet. */
  public long signedSize() {
    Checkpoint last = signed;
    return last == null ? 0 : last.size();
  }

  private void readCheckpoint() throws IOException {
    if (!Files.exists(SignedCheckpoint.file(directory))) {
      return;
    }
    try {
      SignedCheckpoint last = SignedCheckpoint.read(SignedCheckpoint.file(directory));
      if (!last.note().isSignedBy(key.verifier())) {
        throw new IllegalArgumentException(
            "it is not signed with this node's key; 'audit rotate-key' is how a key is replaced");
      }
      signed = last.checkpoint();
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
    // Lines that were removed since they are old have left their hashes.
    long removed = Segment.removed(directory);
    long tiled = Segment.firstOf(Math.max(1, Math.min(lastSeq, signedSize()))) - 1;
    if (!isRestored(tiled, lastSeq)) {
      LOG.warn("The tiles of the event log's tree are made anew from its lines");
      if (!isRestored(Math.min(removed, tiled), lastSeq) && divergence.isEmpty()) {
        divergence = "the hashes of lines that were removed are lost from its tiles";
      }
    }
  }

  private boolean isRestored(long tiled, long lastSeq) throws IOException {
    divergence = "";
    tiles = new TileWriter(directory);
    tree = new MerkleTree(tiles);
    try {
      new TiledTree(directory, signedSize()).addTo(tree, tiled);
      addLines(lastSeq);
    } catch (NoSuchFileException e) {
      return false;
    } catch (EOFException e) {
      divergence = "line %d is missing".formatted(tree.size() + 1);
    }
    return divergence.isEmpty();
  }

  private void addLines(long lastSeq) throws IOException {
    try (LineReader reader = LineReader.open(directory, tree.size() + 1)) {
      while (tree.size() < lastSeq) {
        add(reader.next());
      }
    }
  }
}
