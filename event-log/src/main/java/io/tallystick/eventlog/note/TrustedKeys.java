package io.tallystick.eventlog.note;

import java.util.ArrayList;
import java.util.List;

/**
 * A trusted key and the keys that succeeded it by rotation. A key that was replaced is trusted only
 * for checkpoints up to the rotation.
 */
public final class TrustedKeys {

  private record Trusted(VerifierKey key, long upTo) {}

  private final List<Trusted> keys = new ArrayList<>();
  private final List<Checkpoint> handovers = new ArrayList<>();

  private TrustedKeys() {}

  /** Trusts only this key. */
  public static TrustedKeys of(VerifierKey key) {
    return of(key, KeyRotations.NONE);
  }

  /**
   * Trusts this key and its successors.
   *
   * @param rotations says which keys succeeded it, and when
   */
  public static TrustedKeys of(VerifierKey key, KeyRotations rotations) {
    TrustedKeys trusted = new TrustedKeys();
    VerifierKey last = key;
    for (KeyRotationNote next : rotations.chainFrom(key)) {
      trusted.keys.add(new Trusted(last, next.at().size()));
      trusted.handovers.add(next.at());
      last = next.to();
    }
    trusted.keys.add(new Trusted(last, Long.MAX_VALUE));
    return trusted;
  }

  /** Whether one of these keys has signed a checkpoint, and may sign one of its size. */
  public boolean haveSigned(SignedCheckpoint checkpoint) {
    return haveSigned(checkpoint.note(), checkpoint.checkpoint().size());
  }

  /** Whether one of these keys has signed a note about the first lines, and may sign one. */
  boolean haveSigned(SignedNote note, long lines) {
    return keys.stream()
        .anyMatch(trusted -> lines <= trusted.upTo() && note.isSignedBy(trusted.key()));
  }

  /**
   * The last checkpoints of the keys that were replaced, oldest first. The log must begin with the
   * lines of each of them.
   */
  public List<Checkpoint> handovers() {
    return List.copyOf(handovers);
  }

  /** The key that signs now. */
  public VerifierKey current() {
    return keys.get(keys.size() - 1).key();
  }
}
