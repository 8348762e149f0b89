package io.tallystick.store;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that batches go through. It is made when it is needed, and given up for a new
 * one as soon as there is doubt about it: whatever the old one still does is done only once.
 */
final class WriteSession {

  private final Connections connections;
  private @Nullable Future<PgConnection> current;

  WriteSession(Connections connections) {
    this.connections = connections;
  }

  /** Writes a batch in one transaction; fails within a bounded time, whatever has happened. */
  Future<List<WriteResult>> write(List<WriteRequest> batch) {
    Future<PgConnection> connection = connection();
    return connection
        .compose(c -> c.preparedQuery(WriteBatch.SQL).execute(WriteBatch.parameters(batch)))
        .timeout(connections.callTimeoutMillis(), TimeUnit.MILLISECONDS)
        .map(WriteBatch::results)
        .onFailure(
            cause -> {
              if (!(cause instanceof PgException)) {
                giveUp(connection);
              }
            });
  }

  Future<Void> close() {
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
