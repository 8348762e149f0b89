package io.tallystick.testing;

import io.tallystick.config.value.DatabaseUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Another way into a database than the service's own. */
public final class Jdbc {

  private Jdbc() {}

  /** A connection to the first server of a URL. */
  public static Connection connect(DatabaseUrl url) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s".formatted(url.host(), url.port(), url.database()),
        url.user(),
        url.password());
  }
}
