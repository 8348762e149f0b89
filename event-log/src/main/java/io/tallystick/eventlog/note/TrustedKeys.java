package io.tallystick.eventlog.note;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key that is trusted, and those that it and its successors have handed a log over to. A key that
 * has handed over is trusted only for checkpoints up to that.
 */
public final class TrustedKeys {

  private record Trusted(VerifierKey key, long upTo) {}

  private final List<Trusted> keys = new ArrayList<>();
  private final List<Checkpoint> handovers = new ArrayList<>();

  private TrustedKeys() {}

  /** The key alone. */
  public static TrustedKeys of(VerifierKey key) {
    TrustedKeys trusted = new TrustedKeys();
    trusted.keys.add(new Trusted(key, Long.MAX_VALUE));
    return trusted;
  }

  /** The key and its successors, as the log's directory names them. */
  public static TrustedKeys of(VerifierKey key, Path directory) throws IOException {
    List<KeyRotationNote> left = new ArrayList<>(KeyRotationNote.all(directory));
    TrustedKeys trusted = new TrustedKeys();
    VerifierKey last = key;
    for (KeyRotationNote next = from(last, left); next != null; next = from(last, left)) {
      left.remove(next);
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

  /** Whether a checkpoint is signed by one of them, as long as it may sign. */
  public boolean haveSigned(SignedCheckpoint checkpoint) {
    return keys.stream()
        .anyMatch(
            trusted ->
                checkpoint.checkpoint().size() <= trusted.upTo()
                    && checkpoint.note().isSignedBy(trusted.key()));
  }

  /** What was handed over: a log that these keys vouch for begins with each of them. */
  public List<Checkpoint> handovers() {
    return List.copyOf(handovers);
  }

  /** The key that signs now. */
  public VerifierKey current() {
    return keys.get(keys.size() - 1).key();
  }
}
