package io.tallystick.eventlog.note;

import java.nio.file.Path;

/** The default files of an event log's keys. A setting can move the private key elsewhere. */
public final class KeyFiles {

  private static final String PRIVATE = "key.pem";
  private static final String PUBLIC = "key.pub";

  private KeyFiles() {}

  /** The file of the signing key in a log's directory. Only its owner may read it. */
  public static Path privateKey(Path directory) {
    return directory.resolve(PRIVATE);
  }

  /** The file of the public key in a log's directory. */
  public static Path publicKey(Path directory) {
    return directory.resolve(PUBLIC);
  }
}
