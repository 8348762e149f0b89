package io.tallystick.testing;

import io.tallystick.config.value.DatabaseUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Connects to a database by JDBC, independently of the service's own connections. */
public final class Jdbc {

  private Jdbc() {}

  /**
   * Opens a connection to the first server of a URL. The caller must close it.
   *
   * @throws SQLException if the server cannot be reached
   */
  public static Connection connect(DatabaseUrl url) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s".formatted(url.host(), url.port(), url.database()),
        url.user(),
        url.password());
  }
}
