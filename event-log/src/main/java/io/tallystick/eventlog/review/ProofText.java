package io.tallystick.eventlog.review;

import io.tallystick.eventlog.merkle.TreeHash;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.StrictBase64;
import java.util.ArrayList;
import java.util.List;

/**
 * The common form of C2SP proofs: header lines that say what is proved, hashes in base64, an empty
 * line, and a checkpoint.
 *
 * @param header the lines before the hashes
 * @param hashes lowest first
 * @param checkpoint the checkpoint whose root the hashes lead to
 */
record ProofText(List<String> header, List<byte[]> hashes, SignedCheckpoint checkpoint) {

  /** Creates a proof with copies of the lists. */
  static ProofText of(List<String> header, List<byte[]> hashes, SignedCheckpoint checkpoint) {
    return new ProofText(List.copyOf(header), List.copyOf(hashes), checkpoint);
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
    for (String line : text.substring(0, end).split("\n", -1)) {
      // A hash contains no space. Every header line except the first contains one.
      if (header.isEmpty() || line.contains(" ")) {
        header.add(line);
      } else {
        hashes.add(hash(line));
      }
    }
    return of(header, hashes, SignedCheckpoint.parse(text.substring(end + 2)));
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
    hashes.forEach(hash -> text.append(StrictBase64.encode(hash)).append('\n'));
    return text.append('\n').append(checkpoint.note()).toString();
  }
}
