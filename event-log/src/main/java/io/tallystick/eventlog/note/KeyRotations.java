package io.tallystick.eventlog.note;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rotations of a log's key. They are one chain: no key was replaced twice, and none came back.
 * Two notes of one key are evidence that somebody lies, so neither is taken.
 */
public final class KeyRotations {

  /** No rotation. */
  static final KeyRotations NONE = new KeyRotations(List.of());

  private final List<KeyRotationNote> notes;

  private KeyRotations(List<KeyRotationNote> notes) {
    this.notes = notes;
    Set<VerifierKey> replaced = new HashSet<>();
    Set<VerifierKey> successors = new HashSet<>();
    for (KeyRotationNote note : notes) {
      if (!replaced.add(note.from())) {
        throw new IllegalArgumentException(
            "two notes say by which key %s was replaced".formatted(note.from()));
      }
      if (!successors.add(note.to())) {
        throw new IllegalArgumentException(
            "two notes say which key %s has replaced".formatted(note.to()));
      }
    }
    if (!notes.isEmpty() && chainFrom(firstKey()).size() != notes.size()) {
      throw new IllegalArgumentException("the notes about key rotations are not one chain");
    }
  }

  /**
   * Reads the rotations in a log's directory.
   *
   * @throws IllegalArgumentException if a note is damaged, or contradicts another one; the message
   *     says which
   * @throws IOException if a file cannot be read
   */
  public static KeyRotations of(Path directory) throws IOException {
    return new KeyRotations(KeyRotationNote.all(directory));
  }

  /**
   * Takes the texts of notes.
   *
   * @throws IllegalArgumentException if a note is damaged, or contradicts another one
   */
  public static KeyRotations parse(List<String> texts) {
    return new KeyRotations(
        texts.stream().map(text -> KeyRotationNote.parse(SignedNote.parse(text))).toList());
  }

  /** The texts of all notes. */
  public List<String> texts() {
    return notes.stream().map(note -> note.note().toString()).toList();
  }

  /** The key by which a key was replaced; empty if it was not replaced. */
  public Optional<VerifierKey> successorOf(VerifierKey key) {
    return Optional.ofNullable(from(key)).map(KeyRotationNote::to);
  }

  /** The notes that lead from a key to its successors, oldest first. */
  List<KeyRotationNote> chainFrom(VerifierKey key) {
    List<KeyRotationNote> chain = new ArrayList<>();
    for (KeyRotationNote next = from(key);
        next != null && !chain.contains(next);
        next = from(next.to())) {
      chain.add(next);
    }
    return chain;
  }

  /** All last checkpoints of keys that were replaced. */
  public List<Checkpoint> handovers() {
    return notes.stream().map(KeyRotationNote::at).toList();
  }

  private @Nullable KeyRotationNote from(VerifierKey key) {
    return notes.stream().filter(note -> note.from().equals(key)).findFirst().orElse(null);
  }

  /** The key that replaced no other one. If all did, they are a ring. */
  private VerifierKey firstKey() {
    return notes.stream()
        .map(KeyRotationNote::from)
        .filter(key -> notes.stream().noneMatch(note -> note.to().equals(key)))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("the notes about key rotations are a ring"));
  }
}
