package io.tallystick.store.database;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/**
 * An open connection to a server that was found to accept writes.
 *
 * @param connection the connection, with the settings that all statements rely on
 * @param server the server's own address, as host:port, for logs
 */
record Primary(PgConnection connection, String server) {

  private static final int OLDEST_VERSION = 130_000;

  // The settings are set by a statement, and not at the login, since a pooler such as PgBouncer
  // refuses or drops those of a login.
  private static final String SET_UP =
      """
      select set_config('statement_timeout', $1, false),
             set_config('lock_timeout', $2, false),
             -- Plans are kept as long as the connection, and the tables grow: see V1.
             set_config('enable_seqscan', 'off', false),
             -- JIT compilation takes longer than any of these statements.
             set_config('jit', 'off', false),
             pg_is_in_recovery() as standby,
             current_setting('transaction_read_only') = 'on' as read_only,
             current_setting('server_version_num')::int as version,
             current_setting('server_encoding') as encoding,
             current_setting('standard_conforming_strings') = 'on' as standard_strings,
             coalesce(host(inet_server_addr()) || ':' || inet_server_port(), 'the socket') as server
      """;

  /**
   * Sets up a connection and checks its server.
   *
   * @param statementMillis the time after which the server cancels a statement, in milliseconds
   * @return fails with {@link UnsuitableServerException} if the service cannot work with the server
   */
  static Future<Primary> of(PgConnection connection, long statementMillis) {
    // Not prepared: a pooler may hand the statement to a server that has not seen it.
    String setUp =
        SET_UP
            .replace("$1", "'" + statementMillis + "'")
            .replace("$2", "'" + statementMillis * 4 / 5 + "'");
    return connection
        .query(setUp)
        .execute()
        .map(rows -> rows.iterator().next())
        .compose(
            row -> {
              UnsuitableServerException problem = problem(row);
              return problem == null
                  ? Future.succeededFuture(new Primary(connection, row.getString("server")))
                  : Future.failedFuture(problem);
            });
  }

  private static @Nullable UnsuitableServerException problem(Row row) {
    String server = row.getString("server");
    int version = row.getInteger("version");
    if (version < OLDEST_VERSION) {
      return UnsuitableServerException.lasting(
          "%s is PostgreSQL %d; version 13 or newer is needed".formatted(server, version / 10_000));
    }
    String encoding = row.getString("encoding");
    if (!encoding.equals("UTF8")) {
      return UnsuitableServerException.lasting(
          "the database on %s has the encoding %s; a database with the encoding UTF8 is needed"
              .formatted(server, encoding));
    }
    if (!row.getBoolean("standard_strings")) {
      return UnsuitableServerException.lasting(
          "standard_conforming_strings is off on %s; it must be on".formatted(server));
    }
    boolean standby = row.getBoolean("standby");
    return standby || row.getBoolean("read_only")
        ? UnsuitableServerException.readOnly(server, standby)
        : null;
  }
}
