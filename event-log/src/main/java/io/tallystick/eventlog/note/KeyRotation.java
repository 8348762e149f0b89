package io.tallystick.eventlog.note;

import io.tallystick.eventlog.file.DirectoryLock;
import io.tallystick.eventlog.file.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Gives a log that nobody writes another key, so that what the old one has signed stays valid. */
public final class KeyRotation {

  private KeyRotation() {}

  /**
   * Hands the log over. The old key's last deed is to sign that; it is then gone from its file,
   * unless the new one comes from a file of its own.
   *
   * @param keyFile where the old key is
   * @param newKeyFile where the new key is; null to make one, in the old one's place
   * @return a sentence that says what was done
   * @throws IOException where the log is being written, or files cannot be read or written; says
   *     which
   */
  @SuppressWarnings("try") // The lock is held, not used.
  public static String run(Path directory, Path keyFile, @Nullable Path newKeyFile)
      throws IOException {
    if (!Files.exists(keyFile) || (newKeyFile != null && !Files.exists(newKeyFile))) {
      throw new NoSuchFileException(
          String.valueOf(Files.exists(keyFile) ? newKeyFile : keyFile), null, "there is no key");
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
        throw new IOException(newKeyFile + " holds the key that signs now");
      }
      KeyRotationNote.write(directory, from, to, last.checkpoint());
      SignedCheckpoint both = SignedCheckpoint.sign(last.checkpoint(), from, to);
      DurableFile.replace(SignedCheckpoint.file(directory), both.note().toString());
      if (newKeyFile == null) {
        to.write(keyFile);
      }
      DurableFile.replace(KeyFiles.publicKey(directory), to.verifier() + "\n");
      return "from line %,d on, %s signs; whoever trusts %s can follow"
          .formatted(last.checkpoint().size() + 1, to.verifier(), from.verifier());
    } catch (IllegalArgumentException e) {
      throw new IOException("the checkpoint is damaged: " + e.getMessage(), e);
    }
  }
}
