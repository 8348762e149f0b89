package io.tallystick.eventlog.note;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    TrustedKeys trusted = new TrustedKeys();
    trusted.keys.add(new Trusted(key, Long.MAX_VALUE));
    return trusted;
  }

  /**
   * Trusts this key and its successors, according to the rotation notes in the directory of the
   * log.
   *
   * @throws IOException if the notes cannot be read
   */
  public static TrustedKeys of(VerifierKey key, Path directory) throws IOException {
    List<KeyRotationNote> unused = new ArrayList<>(KeyRotationNote.all(directory));
    TrustedKeys trusted = new TrustedKeys();
    VerifierKey last = key;
    for (KeyRotationNote next = from(last, unused); next != null; next = from(last, unused)) {
      unused.remove(next);
      trusted.keys.add(new Trusted(last, next.at().size()));
      trusted.handovers.add(next.at());
      last = next.to();
    }
    trusted.keys.add(new Trusted(last, Long.MAX_VALUE));
    return trusted;
  }

  private static @Nullable KeyRotationNote from(VerifierKey key, List<KeyRotationNote> rotations) {
    return rotations.stream().filter(r -> r.from().equals(key)).findFirst().orElse(null);
  }

  /** Whether one of these keys has signed a checkpoint, and may sign one of its size. */
  public boolean haveSigned(SignedCheckpoint checkpoint) {
    return keys.stream()
        .anyMatch(
            trusted ->
                checkpoint.checkpoint().size() <= trusted.upTo()
                    && checkpoint.note().isSignedBy(trusted.key()));
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
