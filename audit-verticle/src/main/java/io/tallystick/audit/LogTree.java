package io.tallystick.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
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
  private long signedSize;

  private LogTree(Path directory, String origin, SignerKey key) {
    this.directory = directory;
    this.origin = origin;
    this.key = key;
    this.tiles = new HashTiles(directory);
    this.tree = new MerkleTree(tiles);
  }

  /**
   * Brings the tree to where the lines end: from its tiles as far as it was signed, from the lines
   * after that; from all lines where the tiles do not lead to what was signed.
   *
   * @param lastSeq number of the last line
   * @throws IOException where files cannot be read, or the lines are not those that were signed
   */
  static LogTree open(Path directory, String origin, long lastSeq) throws IOException {
    SignerKey key = SignerKey.ofFile(directory.resolve(KEY), origin);
    LastingFile.replace(directory.resolve(PUBLIC_KEY), key.verifier() + "\n");
    LogTree opened = new LogTree(directory, origin, key);
    Optional<Checkpoint> signed = opened.signed();
    if (signed.isPresent()) {
      opened.restore(signed.get(), lastSeq);
    }
    opened.addLines(lastSeq);
    return opened;
  }

  /** Takes the next line, which is on disk. */
  void add(ByteBuffer line) {
    tree.add(hash.leaf(line));
  }

  /** Signs the tree as it is, unless that has been done, and leaves the checkpoint on disk. */
  void sign() throws IOException {
    long size = tree.size();
    if (size == signedSize) {
      return;
    }
    tiles.write(size);
    Checkpoint checkpoint = new Checkpoint(origin, size, Root.of(tree.root()));
    LastingFile.replace(
        directory.resolve(CHECKPOINT), SignedNote.sign(checkpoint.text(), key).toString());
    signedSize = size;
  }

  private Optional<Checkpoint> signed() throws IOException {
    Path file = directory.resolve(CHECKPOINT);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      SignedNote note = SignedNote.read(file);
      if (!note.isSignedBy(key.verifier())) {
        throw new IllegalArgumentException("it is not signed with the key in " + KEY);
      }
      return Optional.of(Checkpoint.parse(note.text()));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " cannot be trusted: " + e.getMessage());
    }
  }

  private void restore(Checkpoint signed, long lastSeq) throws IOException {
    if (signed.size() > lastSeq) {
      throw new IOException(
          "the event log in %s ends with line %d, but %d lines were signed: lines are missing"
              .formatted(directory, lastSeq, signed.size()));
    }
    if (!restoredWith(signed, Segment.firstOf(signed.size()) - 1)) {
      LOG.warn("The tiles of the event log's tree are made anew from {} lines", signed.size());
      if (!restoredWith(signed, 0)) {
        throw new IOException(
            "the first %d lines of the event log in %s are not those that were signed;"
                    .formatted(signed.size(), directory)
                + " 'audit verify' says which");
      }
    }
    signedSize = signed.size();
  }

  /**
   * Takes so many leaves from tiles, and the rest of what was signed from lines, so that the lines
   * of the last segment are always checked.
   */
  private boolean restoredWith(Checkpoint signed, long fromTiles) throws IOException {
    tiles = new HashTiles(directory);
    tree = new MerkleTree(tiles);
    try {
      addTiles(fromTiles, signed.size());
    } catch (NoSuchFileException e) {
      return false;
    }
    addLines(signed.size());
    return Root.of(tree.root()).equals(signed.root());
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
