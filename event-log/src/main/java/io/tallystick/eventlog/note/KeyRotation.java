package io.tallystick.eventlog.note;

import io.tallystick.eventlog.file.DirectoryLock;
import io.tallystick.eventlog.file.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the key of a log that no service is writing. Signatures of the old key stay valid.
 *
 * <p>The order of the steps matters, since each can be the last one before a crash: the private
 * part of the new key is on disk before the note that names it, and the old one is kept until that
 * note and a checkpoint of both keys are. What a crash has left undone is done later.
 */
public final class KeyRotation {

  private final Path directory;
  private final Path keyFile;
  private final String origin;

  private KeyRotation(Path directory, Path keyFile, String origin) {
    this.directory = directory;
    this.keyFile = keyFile;
    this.origin = origin;
  }

  /**
   * Replaces the key. Both keys sign a note that says so. Without a file for the new key, a new key
   * is generated, and its file takes the place of the old one.
   *
   * @param directory the directory of the log
   * @param keyFile the file of the old key
   * @param newKeyFile the file of the new key; null to generate one in {@code keyFile}
   * @return a sentence for the user about what was done
   * @throws IOException if a service is writing the log, files cannot be read or written, or the
   *     keys do not fit; the message says which
   */
  @SuppressWarnings("try") // The lock is held, not used.
  public static String run(Path directory, Path keyFile, @Nullable Path newKeyFile)
      throws IOException {
    if (!Files.exists(keyFile) || (newKeyFile != null && !Files.exists(newKeyFile))) {
      throw new NoSuchFileException(
          String.valueOf(Files.exists(keyFile) ? newKeyFile : keyFile),
          null,
          "the key file is missing");
    }
    try (DirectoryLock lock = DirectoryLock.take(directory, "writes the event log")) {
      SignedCheckpoint last = SignedCheckpoint.read(SignedCheckpoint.file(directory));
      KeyRotation rotation = new KeyRotation(directory, keyFile, last.checkpoint().origin());
      return rotation.run(last, newKeyFile);
    } catch (IllegalArgumentException e) {
      throw new IOException("the log is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * The key that signs a log. If a rotation was interrupted, it is completed first.
   *
   * @param directory the directory of the log
   * @param keyFile the file of the key, which must exist
   * @param origin the name of the log
   * @throws IOException if the key was replaced by another one, whose file is not known, or if
   *     files cannot be read or written; the message says which
   * @throws IllegalArgumentException if the rotation notes or the checkpoint are damaged
   */
  public static SignerKey currentKey(Path directory, Path keyFile, String origin)
      throws IOException {
    KeyRotation rotation = new KeyRotation(directory, keyFile, origin);
    SignerKey key = SignerKey.ofFile(keyFile, origin);
    Optional<VerifierKey> successor = KeyRotations.of(directory).successorOf(key.verifier());
    if (successor.isEmpty()) {
      return key;
    }
    SignerKey next = rotation.generatedKey().orElse(null);
    if (next == null || !next.verifier().equals(successor.get())) {
      throw new IOException(
          "the key in %s was replaced by %s; set audit.key-file to the file of that key"
              .formatted(keyFile, successor.get()));
    }
    rotation.complete(key, next, true);
    return next;
  }

  private String run(SignedCheckpoint last, @Nullable Path newKeyFile) throws IOException {
    SignerKey from = SignerKey.ofFile(keyFile, origin);
    SignerKey to = newKeyFile == null ? newKey() : SignerKey.ofFile(newKeyFile, origin);
    if (!last.note().isSignedBy(from.verifier())) {
      throw new IOException("the checkpoint is not signed with the key in " + keyFile);
    }
    if (from.verifier().equals(to.verifier())) {
      throw new IOException(newKeyFile + " contains the current key");
    }
    Optional<VerifierKey> successor = KeyRotations.of(directory).successorOf(from.verifier());
    if (successor.isEmpty()) {
      KeyRotationNote.sign(from, to, last.checkpoint()).write(directory);
    } else if (!successor.get().equals(to.verifier())) {
      throw new IOException(
          "the key in %s was already replaced by %s".formatted(keyFile, successor.get()));
    }
    complete(from, to, newKeyFile == null);
    return "from line %,d on, %s signs; reviewers who trust %s can verify that"
        .formatted(last.checkpoint().size() + 1, to.verifier(), from.verifier());
  }

  /** What follows the note. Each step may be repeated. */
  private void complete(SignerKey from, SignerKey to, boolean isGenerated) throws IOException {
    SignedCheckpoint last = SignedCheckpoint.read(SignedCheckpoint.file(directory));
    SignedCheckpoint both = SignedCheckpoint.sign(last.checkpoint(), from, to);
    DurableFile.replace(SignedCheckpoint.file(directory), both.note().toString());
    if (isGenerated) {
      Files.move(generatedKeyFile(), keyFile, StandardCopyOption.ATOMIC_MOVE);
      DurableFile.flushDirectory(keyFile.toAbsolutePath().resolveSibling(""));
    }
    DurableFile.replace(KeyFiles.publicKey(directory), to.verifier() + "\n");
  }

  /**
   * The generated key that is to take the place of the old one, which may have been made before.
   */
  private SignerKey newKey() throws IOException {
    Optional<SignerKey> earlier = generatedKey();
    if (earlier.isPresent()) {
      return earlier.get();
    }
    SignerKey.generate(origin).write(generatedKeyFile());
    return SignerKey.ofFile(generatedKeyFile(), origin);
  }

  private Optional<SignerKey> generatedKey() throws IOException {
    return Files.exists(generatedKeyFile())
        ? Optional.of(SignerKey.ofFile(generatedKeyFile(), origin))
        : Optional.empty();
  }

  private Path generatedKeyFile() {
    return keyFile.resolveSibling(keyFile.getFileName() + ".next");
  }
}
