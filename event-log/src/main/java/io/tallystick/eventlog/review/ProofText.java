package io.tallystick.eventlog.review;

import io.tallystick.eventlog.merkle.TreeHash;
import io.tallystick.eventlog.note.KeyRotations;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.StrictBase64;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The common form of C2SP proofs: header lines that say what is proved, hashes in base64, an empty
 * line, and a checkpoint.
 *
 * @param header the lines before the hashes
 * @param hashes lowest first
 * @param checkpoint the checkpoint whose root the hashes lead to
 * @param rotations the rotations of the log's key, each in a header line of its own. With them, a
 *     key that was replaced later checks the proof too
 */
record ProofText(
    List<String> header, List<byte[]> hashes, SignedCheckpoint checkpoint, KeyRotations rotations) {

  private static final String ROTATION = "rotation ";

  /** Creates a proof with copies of the lists. */
  static ProofText of(
      List<String> header,
      List<byte[]> hashes,
      SignedCheckpoint checkpoint,
      KeyRotations rotations) {
    return new ProofText(List.copyOf(header), List.copyOf(hashes), checkpoint, rotations);
  }

  /**
   * Parses a proof.
   *
   * @throws IllegalArgumentException if it is malformed; the message says how
   */
  static ProofText parse(String text) {
    int end = text.indexOf("\n\n");
    if (end < 0) {
      throw new IllegalArgumentException("a proof has an empty line before its checkpoint");
    }
    List<String> header = new ArrayList<>();
    List<byte[]> hashes = new ArrayList<>();
    List<String> rotations = new ArrayList<>();
    for (String line : text.substring(0, end).split("\n", -1)) {
      // A hash contains no space. Every header line except the first contains one.
      if (line.startsWith(ROTATION)) {
        byte[] note = StrictBase64.decode(line.substring(ROTATION.length()));
        rotations.add(new String(note, StandardCharsets.UTF_8));
      } else if (header.isEmpty() || line.contains(" ")) {
        header.add(line);
      } else {
        hashes.add(hash(line));
      }
    }
    return of(
        header,
        hashes,
        SignedCheckpoint.parse(text.substring(end + 2)),
        KeyRotations.parse(rotations));
  }

  private static byte[] hash(String line) {
    byte[] hash = StrictBase64.decode(line);
    if (hash.length != TreeHash.LENGTH) {
      throw new IllegalArgumentException("a hash has " + TreeHash.LENGTH + " bytes: " + line);
    }
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    header.forEach(line -> text.append(line).append('\n'));
    rotations
        .texts()
        .forEach(
            note ->
                text.append(ROTATION)
                    .append(StrictBase64.encode(note.getBytes(StandardCharsets.UTF_8)))
                    .append('\n'));
    hashes.forEach(hash -> text.append(StrictBase64.encode(hash)).append('\n'));
    return text.append('\n').append(checkpoint.note()).toString();
  }
}
