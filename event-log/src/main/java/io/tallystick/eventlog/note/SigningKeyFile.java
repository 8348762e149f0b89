package io.tallystick.eventlog.note;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file with the key that signs a log. Only the file in the log's directory is made by itself,
 * and only for a log that has signed nothing yet: another key than before is never taken silently.
 *
 * @param directory the directory of the log
 * @param named the file that the operator has named; null for {@link KeyFiles#privateKey}
 */
public record SigningKeyFile(Path directory, @Nullable Path named) {

  private static final Logger LOG = LoggerFactory.getLogger(SigningKeyFile.class);

  /** The file. */
  public Path path() {
    return named == null ? KeyFiles.privateKey(directory) : named;
  }

  /**
   * Whether {@link #open} would make the key. Changes nothing.
   *
   * @param origin the name of the log
   * @throws IOException if {@link #open} would fail; the message says why and what to do
   */
  public boolean isMadeByOpen(String origin) throws IOException {
    if (Files.exists(path())) {
      read(origin);
      return false;
    }
    if (named != null) {
      throw new IOException(
          "audit.key-file is %1$s, but there is no such file; 'audit make-key --out %1$s' makes a key"
              .formatted(named));
    }
    if (Files.exists(SignedCheckpoint.file(directory))) {
      throw new IOException(
          "the signing key %s is missing, but the log has a checkpoint that was signed with it; put the key back from"
                  .formatted(path())
              + " a backup, or if it is lost, see 'Signing key' in docs/operations.md");
    }
    return true;
  }

  /**
   * Reads the key, or makes it if it is the first one of the log.
   *
   * @param origin the name of the log
   * @throws IOException if the key is missing and must not be made, if the file cannot be read or
   *     written, or if it is not a key; the message says which
   */
  public SignerKey open(String origin) throws IOException {
    if (isMadeByOpen(origin)) {
      SignerKey key = SignerKey.generate(origin);
      key.write(path());
      LOG.info(
          "Made the signing key {}: keep it secret and back it up. Give copies of {} to reviewers: {}",
          path(),
          KeyFiles.publicKey(directory),
          key.verifier());
    }
    return read(origin);
  }

  private SignerKey read(String origin) throws IOException {
    try {
      return SignerKey.ofFile(path(), origin);
    } catch (AccessDeniedException e) {
      throw new IOException(
          "the signing key %s cannot be read: permission denied".formatted(path()), e);
    }
  }
}
