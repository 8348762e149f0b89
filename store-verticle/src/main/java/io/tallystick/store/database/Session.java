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
 * One connection, which does one call after another in the order in which they come. It is made
 * when it is needed, and given up for a new one as soon as there is doubt about it: whatever the
 * old one still does is done only once.
 */
public final class Session {

  private final Connections connections;
  private @Nullable Future<PgConnection> current;

  public Session(Connections connections) {
    this.connections = connections;
  }

  /** Runs a statement of its own transaction; fails within a bounded time, whatever happens. */
  public Future<RowSet<Row>> call(String sql, Tuple parameters) {
    Future<PgConnection> connection = connection();
    return connection
        .compose(c -> c.preparedQuery(sql).execute(parameters))
        .timeout(connections.callTimeoutMillis(), TimeUnit.MILLISECONDS)
        .onFailure(
            cause -> {
              if (!(cause instanceof PgException)) {
                giveUp(connection);
              }
            });
  }

  public Future<Void> close() {
    Future<PgConnection> last = current;
    current = null;
    return last == null
        ? Future.succeededFuture()
        : last.compose(PgConnection::close).otherwiseEmpty();
  }

  private Future<PgConnection> connection() {
    if (current == null) {
      Future<PgConnection> made = connections.connect();
      current = made;
      made.onSuccess(connection -> connection.closeHandler(closed -> forget(made)))
          .onFailure(cause -> forget(made));
    }
    return current;
  }

  private void giveUp(Future<PgConnection> connection) {
    forget(connection);
    // Not waited for: where the other end is gone, closing takes as long as TCP does.
    connection.onSuccess(PgConnection::close);
  }

  private void forget(Future<PgConnection> connection) {
    if (current == connection) {
      current = null;
    }
  }
}
