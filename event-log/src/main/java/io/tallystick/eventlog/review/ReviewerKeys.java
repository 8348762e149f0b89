package io.tallystick.eventlog.review;

import io.tallystick.eventlog.note.KeyRotations;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.TrustedKeys;
import io.tallystick.eventlog.note.VerifierKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The public keys that a reviewer was handed. Each node signs its own log, with a key of its own.
 */
final class ReviewerKeys {

  private final Map<String, VerifierKey> keys = new LinkedHashMap<>();

  /**
   * Takes keys.
   *
   * @param texts the content of {@code key.pub} files, by what a reviewer calls them
   * @throws IllegalArgumentException if one is not a public key; the message says which, and what
   *     one looks like
   */
  ReviewerKeys(Map<String, String> texts) {
    texts.forEach(
        (name, text) -> {
          try {
            keys.put(name, VerifierKey.parse(text));
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                name.isEmpty() ? e.getMessage() : name + ": " + e.getMessage(), e);
          }
        });
  }

  /** A key that has signed, and its successors. */
  record Signer(String name, TrustedKeys keys) {}

  /** The key that has signed a checkpoint, or whose successors have; empty if there is none. */
  Optional<Signer> of(SignedCheckpoint checkpoint, KeyRotations rotations) {
    return keys.entrySet().stream()
        .map(entry -> new Signer(entry.getKey(), TrustedKeys.of(entry.getValue(), rotations)))
        .filter(signer -> signer.keys().haveSigned(checkpoint))
        .findFirst();
  }

  /** How the keys are called in a sentence. */
  String inWords() {
    return keys.size() == 1 ? "this key" : "any of these %d keys".formatted(keys.size());
  }

  /** Whether there are several. */
  boolean areSeveral() {
    return keys.size() > 1;
  }
}
