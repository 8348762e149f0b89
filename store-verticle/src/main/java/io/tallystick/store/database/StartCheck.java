package io.tallystick.store.database;

import io.tallystick.config.value.DatabaseUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.Transaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks at the start that the database can be used. It waits for a database that may come up, and
 * fails at once if waiting is of no use.
 */
public final class StartCheck {

  private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long RETRY_MILLIS = 500;
  private static final String BACKEND = "select pg_backend_pid()";
  private static final String ADVICE = "; set its pool_mode to session, or name the server itself";

  private final Vertx vertx;
  private final Connections connections;

  /** Creates a check. */
  public StartCheck(Vertx vertx, Connections connections) {
    this.vertx = vertx;
    this.connections = connections;
  }

  /**
   * Completes when the database can be used. Fails with {@link UnusableDatabaseException} if it
   * cannot, at once or after about ten seconds.
   */
  public Future<Void> run(DatabaseUrl url) {
    String authority = url.sslRootCert();
    if (authority != null && !Files.isReadable(Path.of(authority))) {
      return Future.failedFuture(
          new UnusableDatabaseException("sslrootcert %s cannot be read".formatted(authority)));
    }
    return connect(System.nanoTime() + WAIT_NANOS, false)
        .compose(
            first ->
                requireTwo(first.connection())
                    // Nobody waits for this: a pooler may hold it up.
                    .onComplete(checked -> first.connection().close()))
        .recover(
            cause ->
                Future.failedFuture(
                    new UnusableDatabaseException(DatabaseFault.describe(cause), cause)));
  }

  private Future<Primary> connect(long deadline, boolean told) {
    return connections
        .connect()
        .recover(
            cause -> {
              if (DatabaseFault.isLasting(cause) || System.nanoTime() - deadline > 0) {
                return Future.failedFuture(cause);
              }
              if (!told) {
                LOG.warn("Waiting for the database: {}", DatabaseFault.describe(cause));
              }
              return vertx.timer(RETRY_MILLIS).compose(due -> connect(deadline, true));
            });
  }

  /** Requires that there is a second connection beside the first, with a session of its own. */
  private Future<Void> requireTwo(PgConnection first) {
    return connections
        .connect()
        .compose(
            second ->
                requireSessions(first, second.connection())
                    .onComplete(checked -> second.connection().close()))
        .timeout(connections.callTimeoutMillis(), TimeUnit.MILLISECONDS)
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof TimeoutException
                        ? UnsuitableServerException.lasting(
                            "a second connection gets no answer while there is a first, as from a"
                                + " pooler with too few sessions; a node needs seven")
                        : cause));
  }

  /**
   * Requires that each connection has a session of its own. A pooler that hands out sessions for a
   * transaction each gives the one that was used last to whoever asks next, and another one while
   * it is in use.
   */
  private static Future<Void> requireSessions(PgConnection first, PgConnection second) {
    return backend(first)
        .compose(
            before ->
                begin(second)
                    .compose(
                        transaction ->
                            backend(second)
                                .compose(
                                    other ->
                                        backend(first)
                                            .map(
                                                after ->
                                                    other.equals(before) || !after.equals(before)))
                                .eventually(transaction::rollback)))
        .compose(
            shared ->
                shared
                    ? Future.failedFuture(
                        UnsuitableServerException.lasting(
                            "a pooler gives each transaction another session" + ADVICE))
                    : Future.succeededFuture());
  }

  /** A pooler that hands out sessions for a statement each closes the connection instead. */
  private static Future<Transaction> begin(PgConnection connection) {
    return connection
        .begin()
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof ClosedConnectionException
                        ? UnsuitableServerException.lasting(
                            "the connection is closed when a transaction begins, as by a pooler that"
                                + " gives each statement another session"
                                + ADVICE)
                        : cause));
  }

  private static Future<Integer> backend(PgConnection connection) {
    return connection.query(BACKEND).execute().map(rows -> rows.iterator().next().getInteger(0));
  }
}
