package io.tallystick.store.database;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection that runs calls one after another, in the order of their arrival.
 *
 * <p>It is opened at the first call. If a call fails without an answer of the server, the
 * connection is closed, and the next call opens a new one. The server may still run the old call:
 * callers must send only statements that have the same result if they run twice.
 *
 * <p>Lives on one event loop.
 */
public final class Session {

  private final Connections connections;
  private @Nullable Future<PgConnection> current;

  /** Creates a session. It opens no connection yet. */
  public Session(Connections connections) {
    this.connections = connections;
  }

  /**
   * Runs a statement in its own transaction.
   *
   * @return the rows. The future fails after {@link Connections#callTimeoutMillis} at the latest,
   *     and {@link DatabaseFault#of} tells how to react
   */
  public Future<RowSet<Row>> call(String sql, Tuple parameters) {
    Future<PgConnection> connection = connection();
    return connection
        .compose(c -> c.preparedQuery(sql).execute(parameters))
        .timeout(connections.callTimeoutMillis(), TimeUnit.MILLISECONDS)
        .onFailure(
            cause -> {
              if (!(cause instanceof PgException)) {
                discard(connection);
              }
            });
  }

  /** Closes the connection, if one is open. The future never fails. */
  public Future<Void> close() {
    Future<PgConnection> last = current;
    current = null;
    return last == null
        ? Future.succeededFuture()
        : last.compose(PgConnection::close).otherwiseEmpty();
  }

  private Future<PgConnection> connection() {
    if (current == null) {
      Future<PgConnection> opened = connections.connect();
      current = opened;
      opened
          .onSuccess(connection -> connection.closeHandler(closed -> clearIfCurrent(opened)))
          .onFailure(cause -> clearIfCurrent(opened));
    }
    return current;
  }

  private void discard(Future<PgConnection> connection) {
    clearIfCurrent(connection);
    // Nobody waits for this: if the server is gone, closing takes until TCP's timeout.
    connection.onSuccess(PgConnection::close);
  }

  private void clearIfCurrent(Future<PgConnection> connection) {
    if (current == connection) {
      current = null;
    }
  }
}
