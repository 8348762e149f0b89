package io.tallystick.store.database;

import io.tallystick.config.StoreSettings;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.config.value.DatabaseUrl.Server;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Opens connections to the primary of the database. Every connection of the store, for reads and
 * for writes, is opened here, with the same options, timeouts and checks.
 */
public final class Connections {

  // A server that is gone sends no answer at all; a far one answers within a round trip.
  private static final int CONNECT_MILLIS = 1_500;
  // TLS, login and set-up take about eight round trips.
  private static final long LOGIN_MILLIS = 4_000;

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final ConnectionFactory<PgConnectOptions> driver;
  private final List<Server> servers;
  private final long statementMillis;
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
    this.statementMillis = settings.statementTimeout().toMillis();
    this.driver =
        PgDriver.INSTANCE.createConnectionFactory(
            vertx, new NetClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpKeepAlive(true));
    this.options =
        new PgConnectOptions()
            .setDatabase(url.database())
            .setUser(url.user())
            .setPassword(url.password())
            .setSslMode(SslMode.of(url.sslMode()))
            .setSslOptions(ssl(url))
            .setCachePreparedStatements(true)
            .setPipeliningLimit(64)
            // PgBouncer knows these two. It refuses others, such as the driver's defaults.
            .setProperties(
                new HashMap<>(
                    Map.of(
                        "application_name", "tallystick " + nodeName, "client_encoding", "utf8")));
  }

  /**
   * The time after which a call fails, in milliseconds. It is longer than the server's statement
   * timeout, so that a slow statement fails with the server's error.
   */
  public long callTimeoutMillis() {
    return statementMillis + 1_000;
  }

  /**
   * Opens a connection to the server that accepts writes. The future fails with the failure of the
   * last server that was tried.
   */
  Future<Primary> connect() {
    return connectFrom(primaryIndex, 0);
  }

  private Future<Primary> connectFrom(int first, int tried) {
    int index = (first + tried) % servers.size();
    return open(servers.get(index))
        .onSuccess(primary -> primaryIndex = index)
        .recover(
            cause ->
                tried + 1 < servers.size()
                    ? connectFrom(first, tried + 1)
                    : Future.failedFuture(cause));
  }

  private Future<Primary> open(Server server) {
    PgConnectOptions toServer =
        new PgConnectOptions(options).setHost(server.host()).setPort(server.port());
    Future<PgConnection> login =
        driver.connect(vertx.getOrCreateContext(), toServer).map(PgConnection::cast);
    Future<Primary> primary = login.compose(connection -> Primary.of(connection, statementMillis));
    return primary
        .timeout(LOGIN_MILLIS, TimeUnit.MILLISECONDS)
        // The login may still succeed after the timeout, when nobody uses it.
        .onFailure(cause -> login.onSuccess(PgConnection::close));
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
