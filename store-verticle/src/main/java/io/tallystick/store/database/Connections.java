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

/** Opens connections to the database, all with the same options, timeouts and durability. */
public final class Connections {

  // A commit must be flushed to disk before it is answered, even if the server's default is off.
  // Stronger settings, such as remote_apply, are kept.
  private static final String ENSURE_DURABLE_COMMITS =
      """
      select set_config('synchronous_commit', 'on', false)
      where current_setting('synchronous_commit') = 'off'
      """;
  private static final int READ_CONNECTIONS = 2;
  // If there are several servers, one that does not answer in this time is skipped.
  private static final long SERVER_TIMEOUT_MILLIS = 1_000;

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final List<Server> servers;
  private final long callTimeoutMillis;
  // Index of the server that was the primary at the last connect.
  private int primaryIndex;

  /**
   * Creates a factory. It opens no connection yet.
   *
   * @param url the database, with one server or several
   * @param settings the statement timeout
   * @param nodeName shown in the connections' application name
   */
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
            // Plans are kept as long as the connection, and the tables grow: see V1.
            .addProperty("enable_seqscan", "off")
            // JIT compilation takes longer than any of these statements.
            .addProperty("jit", "off");
  }

  /**
   * The time after which a call fails, in milliseconds. It is longer than the server's statement
   * timeout, so that a slow statement fails with the server's error.
   */
  public long callTimeoutMillis() {
    return callTimeoutMillis;
  }

  /** Opens a connection for writes. If there are several servers, it is to the primary. */
  Future<PgConnection> connect() {
    return connectTo(0);
  }

  private Future<PgConnection> connectTo(int tried) {
    Server server = servers.get((primaryIndex + tried) % servers.size());
    Future<PgConnection> connection = PgConnection.connect(vertx, optionsFor(server));
    if (servers.size() == 1) {
      return connection.compose(Connections::ensureDurableCommits);
    }
    return connection
        .timeout(SERVER_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        // The connection may still open after the timeout, when nobody uses it.
        .onFailure(cause -> connection.onSuccess(PgConnection::close))
        .compose(Connections::requirePrimary)
        .compose(Connections::ensureDurableCommits)
        .onSuccess(connected -> primaryIndex = servers.indexOf(server))
        .recover(
            cause ->
                tried + 1 < servers.size() ? connectTo(tried + 1) : Future.failedFuture(cause));
  }

  private static Future<PgConnection> requirePrimary(PgConnection connection) {
    return connection
        .query("select pg_is_in_recovery()")
        .execute()
        .timeout(SERVER_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .compose(
            rows ->
                rows.iterator().next().getBoolean(0)
                    ? Future.failedFuture("this server is a standby")
                    : Future.succeededFuture(connection))
        .onFailure(cause -> connection.close());
  }

  private PgConnectOptions optionsFor(Server server) {
    return new PgConnectOptions(options).setHost(server.host()).setPort(server.port());
  }

  private static Future<PgConnection> ensureDurableCommits(PgConnection connection) {
    return connection
        .query(ENSURE_DURABLE_COMMITS)
        .execute()
        .map(connection)
        .onFailure(cause -> connection.close());
  }

  /** A pool for reads. Its connections are pipelined (PostgreSQL manual, "Pipeline Mode"). */
  public SqlClient readPool() {
    return PgBuilder.client()
        .with(new PoolOptions().setMaxSize(READ_CONNECTIONS))
        .connectingTo(this::primaryOptions)
        .using(vertx)
        .build();
  }

  /** The options of the primary. A single server is taken as the primary without a check. */
  private Future<SqlConnectOptions> primaryOptions() {
    if (servers.size() == 1) {
      return Future.succeededFuture(options);
    }
    return connect()
        .compose(PgConnection::close)
        .map(closed -> optionsFor(servers.get(primaryIndex)));
  }

  private static ClientSSLOptions ssl(DatabaseUrl url) {
    ClientSSLOptions ssl = new ClientSSLOptions();
    if (url.sslRootCert() != null) {
      ssl.setTrustOptions(new PemTrustOptions().addCertPath(url.sslRootCert()));
    } else {
      // As in libpq, modes below verify-ca encrypt, but do not verify the server's certificate.
      ssl.setTrustAll(true);
    }
    return ssl.setHostnameVerificationAlgorithm(url.sslMode().equals("verify-full") ? "HTTPS" : "");
  }
}
