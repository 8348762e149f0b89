package io.tallystick.eventlog.review;

import io.tallystick.eventlog.file.RegularFile;
import io.tallystick.eventlog.merkle.MerkleProofs;
import io.tallystick.eventlog.merkle.MerkleTree;
import io.tallystick.eventlog.merkle.TiledTree;
import io.tallystick.eventlog.note.Checkpoint;
import io.tallystick.eventlog.note.KeyFiles;
import io.tallystick.eventlog.note.KeyRotations;
import io.tallystick.eventlog.note.RemovalNote;
import io.tallystick.eventlog.note.RootHash;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.VerifierKey;
import io.tallystick.eventlog.review.ReviewerKeys.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that was ever signed about a log and is still there: its newest checkpoint, an older one that
 * a reviewer has kept, the notes about key rotations, and the one about removed lines. The lines
 * must agree with all of it.
 */
final class SignedEvidence {

  /** A root over the first lines, and what is wrong if they have another one. */
  private record Milestone(long size, RootHash root, String fault) {}

  private static final int MAX_KEY_BYTES = 1 << 12;

  private final Path directory;
  private final Checkpoint newest;
  private final Signer signer;
  private final boolean isOneOfSeveralKeys;
  private final @Nullable RemovalNote removal;
  private final List<Milestone> milestones = new ArrayList<>();
  private int next;

  private SignedEvidence(
      Path directory,
      Checkpoint newest,
      Signer signer,
      boolean isOneOfSeveralKeys,
      @Nullable RemovalNote removal) {
    this.directory = directory;
    this.newest = newest;
    this.signer = signer;
    this.isOneOfSeveralKeys = isOneOfSeveralKeys;
    this.removal = removal;
  }

  /**
   * Reads the evidence, and verifies all signatures.
   *
   * @param older the file of an older checkpoint; null if there is none
   * @throws BrokenLogException if a signature is missing, or if notes contradict each other
   * @throws IOException if files cannot be read
   */
  static SignedEvidence read(Path directory, ReviewerKeys keys, @Nullable Path older)
      throws IOException {
    SignedCheckpoint kept = older == null ? null : checkpoint(older, "the older checkpoint");
    SignedCheckpoint newest = newest(directory);
    KeyRotations rotations = rotations(directory);
    Signer signer =
        keys.of(newest, rotations)
            .orElseThrow(
                () ->
                    new BrokenLogException("the checkpoint is not signed with " + keys.inWords()));
    if (kept != null && !signer.keys().haveSigned(kept)) {
      throw new BrokenLogException("the older checkpoint is not signed with this key");
    }
    SignedEvidence evidence =
        new SignedEvidence(
            directory, newest.checkpoint(), signer, keys.areSeveral(), removal(directory, signer));
    evidence.addAll(kept, rotations);
    requireKeyOf(newest, directory);
    return evidence;
  }

  private static SignedCheckpoint newest(Path directory) throws IOException {
    try {
      return checkpoint(SignedCheckpoint.file(directory), "the checkpoint");
    } catch (NoSuchFileException e) {
      throw new BrokenLogException("there is no checkpoint in " + directory);
    }
  }

  private static SignedCheckpoint checkpoint(Path file, String name) throws IOException {
    try {
      return SignedCheckpoint.read(file);
    } catch (IllegalArgumentException e) {
      throw new BrokenLogException("%s is damaged: %s".formatted(name, e.getMessage()));
    }
  }

  private static KeyRotations rotations(Path directory) throws IOException {
    try {
      return KeyRotations.of(directory);
    } catch (IllegalArgumentException e) {
      throw new BrokenLogException(String.valueOf(e.getMessage()));
    }
  }

  /** Whoever takes the key of the directory must not get another one. */
  private static void requireKeyOf(SignedCheckpoint newest, Path directory) throws IOException {
    try {
      String text = RegularFile.readText(KeyFiles.publicKey(directory), MAX_KEY_BYTES);
      if (!newest.note().isSignedBy(VerifierKey.parse(text))) {
        throw new BrokenLogException("key.pub is not a key that has signed the checkpoint");
      }
    } catch (NoSuchFileException e) {
      // A copy of the log need not have it.
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw new BrokenLogException("key.pub is not a public key");
    }
  }

  private static @Nullable RemovalNote removal(Path directory, Signer signer) throws IOException {
    try {
      RemovalNote note = RemovalNote.read(directory).orElse(null);
      if (note != null && !note.isSignedBy(signer.keys())) {
        throw new BrokenLogException("the note about removed lines is not signed with this key");
      }
      return note;
    } catch (IllegalArgumentException e) {
      throw new BrokenLogException("the note about removed lines is damaged: " + e.getMessage());
    }
  }

  private void addAll(@Nullable SignedCheckpoint older, KeyRotations rotations) {
    if (older != null) {
      add(older.checkpoint(), "the log does not begin with the %,d lines of the older checkpoint");
    }
    for (Checkpoint handover : rotations.handovers()) {
      add(
          handover,
          "the log does not begin with the %,d lines that one key handed over to the next");
    }
    if (removal != null) {
      add(
          new Checkpoint(removal.origin(), removal.lines(), removal.root()),
          "the %,d lines that were removed are not those that were signed");
    }
    milestones.sort(Comparator.comparingLong(Milestone::size));
  }

  private void add(Checkpoint signed, String fault) {
    if (!signed.origin().equals(newest.origin())) {
      throw new BrokenLogException(
          "the checkpoint is of the log %s, and a note of the log %s"
              .formatted(newest.origin(), signed.origin()));
    }
    if (signed.size() > newest.size()) {
      throw new BrokenLogException(
          "%,d lines were signed once, but the newest checkpoint covers only %,d"
              .formatted(signed.size(), newest.size()));
    }
    milestones.add(new Milestone(signed.size(), signed.root(), fault.formatted(signed.size())));
  }

  Checkpoint newest() {
    return newest;
  }

  /** What the log says about removed lines; empty if nothing was removed. */
  Optional<RemovalNote> removal() {
    return Optional.ofNullable(removal);
  }

  /**
   * Compares a growing tree with what was signed about its size. Must be called for each size.
   *
   * @throws BrokenLogException if it differs
   */
  void check(MerkleTree tree) {
    while (next < milestones.size() && milestones.get(next).size() <= tree.size()) {
      Milestone milestone = milestones.get(next++);
      if (milestone.size() == tree.size() && !RootHash.of(tree.root()).equals(milestone.root())) {
        throw new BrokenLogException(milestone.fault());
      }
    }
  }

  /**
   * Compares what was signed about lines that are removed. That takes consistency proofs, so that
   * the tiles need not be trusted.
   *
   * @throws BrokenLogException if it differs
   */
  void checkRemoved(long removed) {
    for (Milestone milestone : milestones) {
      if (milestone.size() <= removed && !beginsWith(milestone)) {
        throw new BrokenLogException(milestone.fault());
      }
    }
  }

  private boolean beginsWith(Milestone older) {
    try {
      MerkleProofs proofs = new MerkleProofs();
      return proofs.extendsTree(
          older.size(),
          older.root().bytes(),
          newest.size(),
          newest.root().bytes(),
          proofs.consistency(new TiledTree(directory, newest.size()), older.size(), newest.size()));
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Which key signs now, if a reviewer may not know; otherwise empty. */
  String keyInWords() {
    String name = isOneOfSeveralKeys ? "; the key is that of " + signer.name() : "";
    return signer.keys().handovers().isEmpty()
        ? name
        : name + "; the key that signs now is " + signer.keys().current();
  }
}
