package io.tallystick.eventlog.note;

import io.tallystick.eventlog.file.DirectoryLock;
import io.tallystick.eventlog.file.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Replaces the key of a log that no service is writing. Signatures of the old key stay valid. */
public final class KeyRotation {

  private KeyRotation() {}

  /**
   * Replaces the key. Both keys sign a note that says so. Without a file for the new key, the new
   * key overwrites the file of the old one.
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
      String name = last.checkpoint().origin();
      SignerKey from = SignerKey.ofFile(keyFile, name);
      SignerKey to =
          newKeyFile == null ? SignerKey.generate(name) : SignerKey.ofFile(newKeyFile, name);
      if (!last.note().isSignedBy(from.verifier())) {
        throw new IOException("the checkpoint is not signed with the key in " + keyFile);
      }
      if (from.verifier().equals(to.verifier())) {
        throw new IOException(newKeyFile + " contains the current key");
      }
      KeyRotationNote.write(directory, from, to, last.checkpoint());
      SignedCheckpoint both = SignedCheckpoint.sign(last.checkpoint(), from, to);
      DurableFile.replace(SignedCheckpoint.file(directory), both.note().toString());
      if (newKeyFile == null) {
        to.write(keyFile);
      }
      DurableFile.replace(KeyFiles.publicKey(directory), to.verifier() + "\n");
      return "from line %,d on, %s signs; reviewers who trust %s can verify that"
          .formatted(last.checkpoint().size() + 1, to.verifier(), from.verifier());
    } catch (IllegalArgumentException e) {
      throw new IOException("the checkpoint is damaged: " + e.getMessage(), e);
    }
  }
}
