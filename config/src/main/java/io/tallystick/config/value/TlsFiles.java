package io.tallystick.config.value;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The PEM files of one end of TLS.
 *
 * @param certificate the certificate, and those between it and its authority
 * @param key the private key of the certificate
 * @param authorities the authorities that must have signed the certificate of the other end; null
 *     if that shows none
 */
public record TlsFiles(NamedFile certificate, NamedFile key, @Nullable NamedFile authorities) {

  /**
   * A file that a setting names.
   *
   * @param setting the name of the setting, for messages
   * @param path where the file is
   */
  public record NamedFile(String setting, Path path) {

    @Override
    public String toString() {
      return setting + ": " + path;
    }
  }
}
