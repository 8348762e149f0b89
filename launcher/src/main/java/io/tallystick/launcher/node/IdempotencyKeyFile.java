package io.tallystick.launcher.node;

import io.tallystick.api.idempotency.ServerKey;
import io.tallystick.api.idempotency.ServerKeys;
import io.tallystick.config.Settings;
import io.tallystick.config.value.Role;
import io.tallystick.eventlog.file.DurableFile;
import io.tallystick.eventlog.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file with the server keys from which the answers to requests with an idempotency key are
 * derived. It is made by itself only for a node that shares its database with no other.
 *
 * @param path the file; null if the node has none
 * @param isOwn whether the node makes it if it is missing
 */
public record IdempotencyKeyFile(@Nullable Path path, boolean isOwn) {

  private static final Logger LOG = LoggerFactory.getLogger(IdempotencyKeyFile.class);

  private static final String FORM = "a line of 64 hexadecimal digits for each key";

  /** The file of a node, which has its settings before the embedded PostgreSQL is started. */
  public static IdempotencyKeyFile of(Settings settings) {
    Path named = settings.api().idempotencyKeyFile();
    boolean alone =
        settings.store().url() == null
            && settings.roles().contains(Role.STORE)
            && !settings.cluster().enabled();
    return named == null && alone
        ? new IdempotencyKeyFile(settings.dataDirectory().resolve("idempotency.key"), true)
        : new IdempotencyKeyFile(named, false);
  }

  /** Whether {@link #open} would make the file. Changes nothing. */
  boolean isMadeByOpen() {
    return isOwn && path != null && !Files.exists(path);
  }

  /**
   * Reads the keys, or makes the first one if this node may.
   *
   * @return none if the node has no such file
   * @throws IOException if the file is missing and must not be made, if it cannot be read or
   *     written, or if it has no keys; the message says which, with no part of a key
   */
  ServerKeys open() throws IOException {
    if (path == null) {
      return ServerKeys.NONE;
    }
    if (isMadeByOpen()) {
      OwnerOnly.createDirectories(path.toAbsolutePath().resolveSibling(""));
      make(path);
      LOG.info("Made the server key {} for requests with an Idempotency-Key: keep it secret", path);
    }
    return read(path);
  }

  /**
   * Reads the keys of a file.
   *
   * @throws IOException as {@link #open} says
   */
  private static ServerKeys read(Path file) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file).stream().map(String::strip).toList();
    } catch (AccessDeniedException e) {
      throw new IOException(
          "api.idempotency-key-file %s cannot be read: permission denied".formatted(file), e);
    } catch (IOException e) {
      throw new IOException(
          Files.exists(file)
              ? "api.idempotency-key-file %s must be a text with %s".formatted(file, FORM)
              : "api.idempotency-key-file is %1$s, but there is no such file; 'token make-idempotency-key --out %1$s' makes a key"
                  .formatted(file),
          e);
    }
    List<ServerKey> keys = new ArrayList<>();
    for (String line : lines) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        keys.add(key(file, line));
      }
    }
    if (keys.isEmpty()) {
      throw new IOException(
          "api.idempotency-key-file %s has no key; it must have %s".formatted(file, FORM));
    }
    return new ServerKeys(keys);
  }

  private static ServerKey key(Path file, String line) throws IOException {
    try {
      return new ServerKey(HexFormat.of().parseHex(line));
    } catch (IllegalArgumentException e) {
      // Without its cause, because that message could contain parts of the key.
      throw new IOException(
          "api.idempotency-key-file %s has a line that is no key; it must have %s"
              .formatted(file, FORM));
    }
  }

  /**
   * Makes a key in a new file that only its owner may read.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is such a file; it is left as it is
   * @throws IOException if it cannot be written
   */
  public static void make(Path file) throws IOException {
    byte[] secret = new byte[ServerKey.BYTES];
    new SecureRandom().nextBytes(secret);
    DurableFile.createForOwner(file, HexFormat.of().formatHex(secret) + "\n");
  }
}
