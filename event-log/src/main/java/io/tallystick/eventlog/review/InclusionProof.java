package io.tallystick.eventlog.review;

import io.tallystick.eventlog.line.Line;
import io.tallystick.eventlog.merkle.MerkleProofs;
import io.tallystick.eventlog.merkle.TiledTree;
import io.tallystick.eventlog.merkle.TreeHash;
import io.tallystick.eventlog.note.Checkpoint;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.StrictBase64;
import io.tallystick.eventlog.note.TrustedKeys;
import io.tallystick.eventlog.segment.LineReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Shows, without the log, that a line stands in it: the line, the hashes beside its way to the
 * root, and the checkpoint that signs the root. Its text is that of the C2SP's tlog-proof.md, with
 * the line as its extra data.
 */
public final class InclusionProof {

  static final String HEAD = "c2sp.org/tlog-proof@v1";

  private final long index;
  private final byte[] line;
  private final List<byte[]> path;
  private final SignedCheckpoint checkpoint;

  private InclusionProof(long index, byte[] line, List<byte[]> path, SignedCheckpoint checkpoint) {
    this.index = index;
    this.line = line;
    this.path = path;
    this.checkpoint = checkpoint;
  }

  /**
   * Makes the proof of a line from a log's files.
   *
   * @param seq the line's number, from 1
   * @throws IllegalArgumentException that says why there can be none
   * @throws IOException where files cannot be read
   */
  public static InclusionProof of(Path directory, long seq) throws IOException {
    SignedCheckpoint checkpoint = SignedCheckpoint.read(SignedCheckpoint.file(directory));
    long size = checkpoint.checkpoint().size();
    if (seq < 1 || seq > size) {
      throw new IllegalArgumentException(
          "line %d is not signed; the checkpoint is over lines 1 to %d".formatted(seq, size));
    }
    try (LineReader reader = LineReader.open(directory, seq)) {
      byte[] line = Line.of(seq, reader.next()).bytes();
      List<byte[]> path =
          new MerkleProofs().inclusion(new TiledTree(directory, size), seq - 1, size);
      return new InclusionProof(seq - 1, line, path, checkpoint);
    } catch (EOFException e) {
      throw new IllegalArgumentException("line %d is not here".formatted(seq), e);
    } catch (UncheckedIOException e) {
      throw new IOException("tiles of the log's tree are missing", e);
    }
  }

  /**
   * Reads a proof's text, which is still to be checked.
   *
   * @throws IllegalArgumentException that says what is wrong with its form
   */
  static InclusionProof parse(String text) {
    ProofText proof = ProofText.parse(text);
    if (proof.head().size() != 3
        || !proof.head().get(0).equals(HEAD)
        || !proof.head().get(1).startsWith("extra ")
        || !proof.head().get(2).matches("index (0|[1-9][0-9]{0,17})")) {
      throw new IllegalArgumentException(
          "such a proof begins with the lines '%s', 'extra …' and 'index …'".formatted(HEAD));
    }
    return new InclusionProof(
        Long.parseLong(proof.head().get(2).substring("index ".length())),
        StrictBase64.decode(proof.head().get(1).substring("extra ".length())),
        proof.hashes(),
        proof.checkpoint());
  }

  /** Whether its line is one of those that were signed with this key. */
  public Verdict check(TrustedKeys keys) {
    Checkpoint signed = checkpoint.checkpoint();
    if (!keys.haveSigned(checkpoint)) {
      return Verdict.broken("the proof's checkpoint is not signed with this key");
    }
    byte[] leaf = new TreeHash().leaf(ByteBuffer.wrap(line));
    if (!new MerkleProofs().includes(leaf, index, signed.size(), signed.root().bytes(), path)) {
      return Verdict.broken("the proof does not lead from its line to the signed root");
    }
    return Verdict.holds(
        "this is line %,d of the %,d that were signed as %s:\n%s"
            .formatted(index + 1, signed.size(), signed.origin(), lineText()));
  }

  private String lineText() {
    return new String(line, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return ProofText.of(
            List.of(HEAD, "extra " + StrictBase64.encode(line), "index " + index), path, checkpoint)
        .toString();
  }
}
