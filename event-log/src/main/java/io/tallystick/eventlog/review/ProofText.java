package io.tallystick.eventlog.review;

import io.tallystick.eventlog.merkle.TreeHash;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.StrictBase64;
import java.util.ArrayList;
import java.util.List;

/**
 * The form that proofs of the C2SP have: lines that say what is proved, hashes in base64, an empty
 * line, a checkpoint.
 *
 * @param head lines that are no hashes
 * @param hashes lowest first
 * @param checkpoint whose root they lead to
 */
record ProofText(List<String> head, List<byte[]> hashes, SignedCheckpoint checkpoint) {

  static ProofText of(List<String> head, List<byte[]> hashes, SignedCheckpoint checkpoint) {
    return new ProofText(List.copyOf(head), List.copyOf(hashes), checkpoint);
  }

  /**
   * Reads the form.
   *
   * @throws IllegalArgumentException that says what is wrong with it
   */
  static ProofText parse(String text) {
    int end = text.indexOf("\n\n");
    if (end < 0) {
      throw new IllegalArgumentException("a proof has an empty line before its checkpoint");
    }
    List<String> head = new ArrayList<>();
    List<byte[]> hashes = new ArrayList<>();
    for (String line : text.substring(0, end).split("\n", -1)) {
      // A hash has no blank in it, and every line but the first of the head has one.
      if (head.isEmpty() || line.contains(" ")) {
        head.add(line);
      } else {
        hashes.add(hash(line));
      }
    }
    return of(head, hashes, SignedCheckpoint.parse(text.substring(end + 2)));
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
    head.forEach(line -> text.append(line).append('\n'));
    hashes.forEach(hash -> text.append(StrictBase64.encode(hash)).append('\n'));
    return text.append('\n').append(checkpoint.note()).toString();
  }
}
