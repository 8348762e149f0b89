package io.tallystick.eventlog.log;

import io.tallystick.eventlog.file.DurableFile;
import io.tallystick.eventlog.merkle.MerkleTree;
import io.tallystick.eventlog.merkle.TileWriter;
import io.tallystick.eventlog.merkle.TiledTree;
import io.tallystick.eventlog.merkle.TreeHash;
import io.tallystick.eventlog.note.Checkpoint;
import io.tallystick.eventlog.note.KeyFiles;
import io.tallystick.eventlog.note.KeyRotation;
import io.tallystick.eventlog.note.RemovalNote;
import io.tallystick.eventlog.note.RootHash;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.SignerKey;
import io.tallystick.eventlog.note.SigningKeyFile;
import io.tallystick.eventlog.note.VerifierKey;
import io.tallystick.eventlog.segment.LineReader;
import io.tallystick.eventlog.segment.Segment;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Merkle tree over the lines of an event log, and the checkpoint of the tree that was signed
 * last.
 *
 * <p>Methods block. Only one thread may use a tree at a time, except for {@link #signedSize}.
 */
public final class LogTree {

  private static final Logger LOG = LoggerFactory.getLogger(LogTree.class);

  private final Path directory;
  private final String origin;
  private final SignerKey key;
  private final TreeHash hash = new TreeHash();
  private TileWriter tiles;
  private MerkleTree tree;
  // Volatile, because other threads read how many lines are signed.
  private volatile @Nullable Checkpoint signed;
  // Null if nothing was prepared since the tree was restored.
  private @Nullable SignedCheckpoint prepared;
  private String divergence = "";

  private LogTree(Path directory, String origin, SignerKey key) {
    this.directory = directory;
    this.origin = origin;
    this.key = key;
    this.tiles = new TileWriter(directory);
    this.tree = new MerkleTree(tiles);
  }

  /**
   * Opens the tree with all lines of a log. It takes the hashes of all but the last segment from
   * the tiles, and computes the others from the lines. If that does not lead to the signed root, it
   * rebuilds the tree from all lines that are present.
   *
   * @param origin the name of the log in its checkpoints
   * @param keyFile the file of the key that signs
   * @param lastSeq the number of the last line; 0 if there is none
   * @throws IOException if files cannot be read or written, or the key is missing
   */
  static LogTree open(Path directory, String origin, SigningKeyFile keyFile, long lastSeq)
      throws IOException {
    SignerKey key = keyFile.open(origin);
    String damage = "";
    try {
      key = KeyRotation.currentKey(directory, keyFile.path(), origin);
      DurableFile.replace(KeyFiles.publicKey(directory), key.verifier() + "\n");
    } catch (IllegalArgumentException e) {
      damage = "its notes about the key cannot be trusted: " + e.getMessage();
    }
    LogTree opened = new LogTree(directory, origin, key);
    opened.divergence = damage;
    opened.readCheckpoint();
    opened.restore(lastSeq);
    return opened;
  }

  /** The public half of the key that signs. */
  public VerifierKey key() {
    return key.verifier();
  }

  /** How the lines differ from those that were signed; empty if no difference is known. */
  public Optional<String> divergence() {
    return divergence.isEmpty() ? Optional.empty() : Optional.of(divergence);
  }

  /**
   * Adds the next line, which must be on disk.
   *
   * @param line without its line feed
   */
  void add(ByteBuffer line) {
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
   * Writes the tiles of the tree and signs a checkpoint of it, which is not published yet.
   *
   * @return empty if there are no unsigned lines, or if signed lines are missing or differ
   * @throws IOException if the tiles cannot be written
   */
  public Optional<SignedCheckpoint> prepare() throws IOException {
    long size = tree.size();
    if (size <= signedSize() || !divergence.isEmpty()) {
      return Optional.empty();
    }
    tiles.write(size);
    Checkpoint checkpoint = new Checkpoint(origin, size, RootHash.of(tree.root()));
    SignedCheckpoint made = SignedCheckpoint.sign(checkpoint, key);
    prepared = made;
    return Optional.of(made);
  }

  /**
   * Writes the checkpoint that was prepared last to disk, from where reviewers read it. Does
   * nothing if lines were lost since it was prepared: they are to be signed when they are there
   * again.
   *
   * @throws IOException if it cannot be written
   */
  public void publish(SignedCheckpoint checkpoint) throws IOException {
    if (!checkpoint.equals(prepared)) {
      return;
    }
    DurableFile.replace(SignedCheckpoint.file(directory), checkpoint.note().toString());
    signed = checkpoint.checkpoint();
  }

  /**
   * The root over the first lines, from the tiles that were written when a checkpoint was
   * {@linkplain #prepare prepared}.
   *
   * @param lines at most {@code size}
   * @param size the number of lines that the checkpoint covers
   * @throws java.io.UncheckedIOException if a tile cannot be read
   */
  public RootHash rootOver(long lines, long size) {
    return RootHash.of(new TiledTree(directory, size).rootOver(lines));
  }

  /**
   * Signs a note that the first lines are removed, which is not written yet. Any thread may call
   * this.
   *
   * @param lines how many, which must be signed
   * @param until the time up to which events are removed
   * @param at the current time
   * @param retention the setting that demands it
   * @throws java.io.UncheckedIOException if a tile cannot be read
   */
  public RemovalNote signRemoval(long lines, Instant until, Instant at, Duration retention) {
    Checkpoint removed = new Checkpoint(origin, lines, rootOver(lines, signedSize()));
    return RemovalNote.sign(removed, until, at, retention, key);
  }

  /**
   * The number of lines that the last checkpoint covers; 0 if nothing was signed yet. Any thread
   * may call this.
   */
  public long signedSize() {
    Checkpoint last = signed;
    return last == null ? 0 : last.size();
  }

  private void readCheckpoint() throws IOException {
    if (!divergence.isEmpty() || !Files.exists(SignedCheckpoint.file(directory))) {
      return;
    }
    try {
      SignedCheckpoint last = SignedCheckpoint.read(SignedCheckpoint.file(directory));
      if (!last.note().isSignedBy(key.verifier())) {
        throw new IllegalArgumentException(
            "it is not signed with this node's key; to replace a key, use 'audit rotate-key'");
      }
      signed = last.checkpoint();
    } catch (IllegalArgumentException e) {
      divergence = "its checkpoint cannot be trusted: " + e.getMessage();
    }
  }

  /**
   * Makes the tree of the lines that are on disk. If these are fewer than were signed, the lines
   * that are added later must lead to the signed root.
   *
   * @param lastSeq the number of the last line; 0 if there is none
   */
  void restore(long lastSeq) throws IOException {
    if (!divergence.isEmpty()) {
      return;
    }
    if (lastSeq < signedSize()) {
      LOG.warn(
          "The event log ends with line {}, but {} lines were signed. The others are read from the"
              + " database again and must be the same",
          lastSeq,
          signedSize());
    }
    prepared = null;
    // Old lines were removed, but their hashes are still in the tiles.
    long removed = Segment.removed(directory);
    long linesFromTiles = Segment.firstOf(Math.max(1, Math.min(lastSeq, signedSize()))) - 1;
    if (!tryRestore(linesFromTiles, lastSeq)) {
      LOG.warn("Rebuilding the tiles of the event log from its lines");
      if (!tryRestore(Math.min(removed, linesFromTiles), lastSeq) && divergence.isEmpty()) {
        divergence = "the tiles have lost the hashes of lines that were removed";
      }
    }
  }

  private boolean tryRestore(long linesFromTiles, long lastSeq) throws IOException {
    divergence = "";
    tiles = new TileWriter(directory);
    tree = new MerkleTree(tiles);
    try {
      new TiledTree(directory, signedSize()).addTo(tree, linesFromTiles);
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
