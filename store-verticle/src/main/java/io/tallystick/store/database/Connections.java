package io.tallystick.store.database;

import io.tallystick.config.StoreSettings;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.config.value.DatabaseUrl.Server;
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
import io.vertx.sqlclient.SqlConnectOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Opens connections to the database, all with the same bounds and promises. */
public final class Connections {

  // Flushed to disk before it is answered, whatever the server's default; stronger settings stay.
  private static final String KEEP_THE_PROMISE =
      """
      select set_config('synchronous_commit', 'on', false)
      where current_setting('synchronous_commit') = 'off'
      """;
  private static final int READ_CONNECTIONS = 2;
  // A server of several that does not answer is passed over.
  private static final long TRY_MILLIS = 1_000;

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final List<Server> servers;
  private final long callTimeoutMillis;
  // The server that was the primary when it was last looked for.
  private int current;

  public Connections(Vertx vertx, DatabaseUrl url, StoreSettings settings, String nodeName) {
    this.vertx = vertx;
    this.servers = url.servers();
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
  public long callTimeoutMillis() {
    return callTimeoutMillis;
  }

  /** A connection for writes: to the primary, where there are several servers. */
  Future<PgConnection> connect() {
    return connectTo(0);
  }

  private Future<PgConnection> connectTo(int tried) {
    Server server = servers.get((current + tried) % servers.size());
    Future<PgConnection> connection = PgConnection.connect(vertx, on(server));
    if (servers.size() == 1) {
      return connection.compose(Connections::promised);
    }
    return connection
        .timeout(TRY_MILLIS, TimeUnit.MILLISECONDS)
        // It may still come, when nobody waits for it.
        .onFailure(cause -> connection.onSuccess(PgConnection::close))
        .compose(Connections::requirePrimary)
        .compose(Connections::promised)
        .onSuccess(connected -> current = servers.indexOf(server))
        .recover(
            cause ->
                tried + 1 < servers.size() ? connectTo(tried + 1) : Future.failedFuture(cause));
  }

  private static Future<PgConnection> requirePrimary(PgConnection connection) {
    return connection
        .query("select pg_is_in_recovery()")
        .execute()
        .timeout(TRY_MILLIS, TimeUnit.MILLISECONDS)
        .compose(
            rows ->
                rows.iterator().next().getBoolean(0)
                    ? Future.failedFuture("this server is a standby")
                    : Future.succeededFuture(connection))
        .onFailure(cause -> connection.close());
  }

  private PgConnectOptions on(Server server) {
    return new PgConnectOptions(options).setHost(server.host()).setPort(server.port());
  }

  private static Future<PgConnection> promised(PgConnection connection) {
    return connection
        .query(KEEP_THE_PROMISE)
        .execute()
        .map(connection)
        .onFailure(cause -> connection.close());
  }

  /** A pool for reads, whose connections take a query before the last is answered. */
  public SqlClient pipelined() {
    return PgBuilder.client()
        .with(new PoolOptions().setMaxSize(READ_CONNECTIONS))
        .connectingTo(this::primary)
        .using(vertx)
        .build();
  }

  /** Where the primary is: where one server is named, there. */
  private Future<SqlConnectOptions> primary() {
    if (servers.size() == 1) {
      return Future.succeededFuture(options);
    }
    return connect().compose(PgConnection::close).map(closed -> on(servers.get(current)));
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
