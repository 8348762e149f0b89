package io.tallystick.launcher.command;

import io.tallystick.config.Settings;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.launcher.postgres.EmbeddedPostgres;
import io.tallystick.launcher.postgres.StartException;
import java.io.IOException;

/** The database of a node, for commands beside it. */
public final class SettingsDatabase {

  private SettingsDatabase() {}

  /**
   * The database that settings name, or else the embedded PostgreSQL that a node with these
   * settings runs.
   *
   * @throws IOException if there is none; the message is for the user
   */
  public static DatabaseUrl of(Settings settings) throws IOException {
    DatabaseUrl url = settings.store().url();
    try {
      return url == null
          ? EmbeddedPostgres.runningIn(settings.dataDirectory().resolve("postgres"))
          : url;
    } catch (StartException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
