package io.tallystick.eventlog.review;

import io.tallystick.eventlog.line.Line;
import io.tallystick.eventlog.merkle.MerkleProofs;
import io.tallystick.eventlog.merkle.TiledTree;
import io.tallystick.eventlog.merkle.TreeHash;
import io.tallystick.eventlog.note.Checkpoint;
import io.tallystick.eventlog.note.KeyRotations;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.StrictBase64;
import io.tallystick.eventlog.segment.LineReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A proof that a signed log contains a line. Checking it does not need the log. It consists of the
 * line, the sibling hashes on its path to the root, and the checkpoint that signs the root. Its
 * text is that of C2SP tlog-proof, with the line as extra data.
 */
public final class InclusionProof {

  /** The first line of an inclusion proof. */
  static final String HEADER = "c2sp.org/tlog-proof@v1";

  private final long index;
  private final byte[] line;
  private final List<byte[]> path;
  private final SignedCheckpoint checkpoint;
  private final KeyRotations rotations;

  private InclusionProof(
      long index,
      byte[] line,
      List<byte[]> path,
      SignedCheckpoint checkpoint,
      KeyRotations rotations) {
    this.index = index;
    this.line = line;
    this.path = path;
    this.checkpoint = checkpoint;
    this.rotations = rotations;
  }

  /**
   * Makes the proof of a line from the files of a log.
   *
   * @param directory the directory of the log
   * @param seq the number of the line, from 1
   * @throws IllegalArgumentException if there can be no proof; the message says why
   * @throws IOException if files cannot be read
   */
  public static InclusionProof of(Path directory, long seq) throws IOException {
    return of(directory, seq, SignedCheckpoint.read(SignedCheckpoint.file(directory)));
  }

  /**
   * Makes the proof of a line for a checkpoint, which need not be the newest one.
   *
   * @param directory the directory of the log
   * @param seq the number of the line, from 1
   * @param checkpoint a checkpoint of the log. Its signature is not verified
   * @throws IllegalArgumentException if there can be no proof; the message says why
   * @throws IOException if files cannot be read
   */
  public static InclusionProof of(Path directory, long seq, SignedCheckpoint checkpoint)
      throws IOException {
    long size = checkpoint.checkpoint().size();
    if (seq < 1 || seq > size) {
      throw new IllegalArgumentException(
          "line %d is not signed; the checkpoint covers lines 1 to %d".formatted(seq, size));
    }
    try (LineReader reader = LineReader.open(directory, seq)) {
      byte[] line = Line.of(seq, reader.next()).bytes();
      List<byte[]> path =
          new MerkleProofs().inclusion(new TiledTree(directory, size), seq - 1, size);
      InclusionProof proof =
          new InclusionProof(seq - 1, line, path, checkpoint, KeyRotations.of(directory));
      if (!proof.leadsToRoot()) {
        throw new IllegalArgumentException(
            "line %d, or the stored hashes, are not those that were signed; 'verify' says more"
                .formatted(seq));
      }
      return proof;
    } catch (EOFException e) {
      throw new IllegalArgumentException("line %d is missing".formatted(seq), e);
    } catch (UncheckedIOException e) {
      throw new IOException("tiles of the log are missing or cannot be read", e);
    }
  }

  /**
   * Parses a proof without checking it.
   *
   * @throws IllegalArgumentException if it is malformed; the message says how
   */
  static InclusionProof parse(String text) {
    ProofText proof = ProofText.parse(text);
    if (proof.header().size() != 3
        || !proof.header().get(0).equals(HEADER)
        || !proof.header().get(1).startsWith("extra ")
        || !proof.header().get(2).matches("index (0|[1-9][0-9]{0,17})")) {
      throw new IllegalArgumentException(
          "an inclusion proof begins with the lines '%s', 'extra …' and 'index …'"
              .formatted(HEADER));
    }
    return new InclusionProof(
        Long.parseLong(proof.header().get(2).substring("index ".length())),
        StrictBase64.decode(proof.header().get(1).substring("extra ".length())),
        proof.hashes(),
        proof.checkpoint(),
        proof.rotations());
  }

  /** Checks that the checkpoint is signed with one of these keys, and that it covers the line. */
  Verdict check(ReviewerKeys keys) {
    Checkpoint signed = checkpoint.checkpoint();
    if (keys.of(checkpoint, rotations).isEmpty()) {
      return Verdict.broken("the proof's checkpoint is not signed with " + keys.inWords());
    }
    if (!leadsToRoot()) {
      return Verdict.broken("the proof does not lead from its line to the signed root");
    }
    return new Verdict(
        true,
        "this is line %,d of the %,d that were signed as %s%s"
            .formatted(
                index + 1,
                signed.size(),
                signed.origin(),
                LineDate.of(line)
                    .map("; its time is %s, and the checkpoint is not older"::formatted)
                    .orElse("")),
        new String(line, StandardCharsets.UTF_8));
  }

  private boolean leadsToRoot() {
    Checkpoint signed = checkpoint.checkpoint();
    byte[] leaf = new TreeHash().leaf(ByteBuffer.wrap(line));
    return new MerkleProofs().includes(leaf, index, signed.size(), signed.root().bytes(), path);
  }

  /** The bytes of the line without its line feed. The caller must not change them. */
  public byte[] line() {
    return line;
  }

  /** A sentence for the user about the checkpoint that the proof leads to. */
  public String checkpointInWords(Path directory) {
    return "the checkpoint covers %,d lines%s"
        .formatted(
            checkpoint.checkpoint().size(), LineDate.inWords(LineDate.of(directory, checkpoint)));
  }

  /** The text of the proof. */
  @Override
  public String toString() {
    return ProofText.of(
            List.of(HEADER, "extra " + StrictBase64.encode(line), "index " + index),
            path,
            checkpoint,
            rotations)
        .toString();
  }
}
