package io.tallystick.store;

import io.tallystick.config.DatabaseUrl;
import io.tallystick.config.StoreSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;

/** Opens connections to the database, all with the same bounds and promises. */
final class Connections {

  // Flushed to disk before it is answered, whatever the server's default; stronger settings stay.
  private static final String KEEP_THE_PROMISE =
      """
      select set_config('synchronous_commit', 'on', false)
      where current_setting('synchronous_commit') = 'off'
      """;
  private static final int READ_CONNECTIONS = 2;

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final long callTimeoutMillis;

  Connections(Vertx vertx, DatabaseUrl url, StoreSettings settings, String nodeName) {
    this.vertx = vertx;
    long statementMillis = settings.statementTimeout().toMillis();
    this.callTimeoutMillis = statementMillis + 1_000;
    this.options =
        new PgConnectOptions()
            .setHost(url.host())
            .setPort(url.port())
            .setDatabase(url.database())
            .setUser(url.user())
            .setPassword(url.password())
            .setSslMode(SslMode.of(url.sslMode()))
            .setSslOptions(ssl(url))
            .setCachePreparedStatements(true)
            .setPipeliningLimit(64)
            .addProperty("application_name", "tallystick " + nodeName)
            .addProperty("statement_timeout", Long.toString(statementMillis))
            .addProperty("lock_timeout", Long.toString(statementMillis * 4 / 5))
            // Plans are kept for the connection's life, and the tables grow: see V1.
            .addProperty("enable_seqscan", "off")
            // Compiling a plan costs more than any of these statements.
            .addProperty("jit", "off");
  }

  /** Milliseconds after which a call has failed, the server's own time-out included. */
  long callTimeoutMillis() {
    return callTimeoutMillis;
  }

  /** A connection for writes. */
  Future<PgConnection> connect() {
    return PgConnection.connect(vertx, options)
        .compose(
            connection ->
                connection
                    .query(KEEP_THE_PROMISE)
                    .execute()
                    .map(connection)
                    .onFailure(cause -> connection.close()));
  }

  /** A pool for reads, whose connections take a query before the last is answered. */
  SqlClient pipelined() {
    return PgBuilder.client()
        .with(new PoolOptions().setMaxSize(READ_CONNECTIONS))
        .connectingTo(options)
        .using(vertx)
        .build();
  }

  private static ClientSSLOptions ssl(DatabaseUrl url) {
    ClientSSLOptions ssl = new ClientSSLOptions();
    if (url.sslRootCert() != null) {
      ssl.setTrustOptions(new PemTrustOptions().addCertPath(url.sslRootCert()));
    } else {
      // As libpq does below verify-ca: encrypted, and whoever answers is believed.
      ssl.setTrustAll(true);
    }
    return ssl.setHostnameVerificationAlgorithm(url.sslMode().equals("verify-full") ? "HTTPS" : "");
  }
}
