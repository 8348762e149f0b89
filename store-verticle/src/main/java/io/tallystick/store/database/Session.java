package io.tallystick.store.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that runs calls one after another, in the order of their arrival.
 *
 * <p>It is opened at the first call. If a call fails for another reason than its values or other
 * transactions, or if it is not answered in time, the connection is closed, and the next call opens
 * a new one. The server may still run the old call: callers must send only statements that have the
 * same result if they run twice.
 *
 * <p>Lives on one event loop.
 */
public final class Session {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final Connections connections;
  private @Nullable Future<Primary> current;
  private @Nullable String server;
  private boolean closed;

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
    Future<Primary> primary = primary();
    return primary
        .compose(open -> open.connection().preparedQuery(sql).execute(parameters))
        .timeout(connections.callTimeoutMillis(), TimeUnit.MILLISECONDS)
        .onFailure(
            cause -> {
              if (DatabaseFault.of(cause) == DatabaseFault.SESSION) {
                discard(primary);
              }
            });
  }

  /** Whether the connection is open, so that a call need not wait for a login. */
  public boolean isOpen() {
    return current != null && current.succeeded();
  }

  /** The server of the last connection, as host:port; null if there was none. */
  public @Nullable String server() {
    return server;
  }

  /** Closes this session, and returns one that will open another connection. */
  public Session renewed() {
    close();
    return new Session(connections);
  }

  /** Closes the connection, if one is open. Later calls fail. The future never fails. */
  public Future<Void> close() {
    closed = true;
    Future<Primary> last = current;
    current = null;
    return last == null
        ? Future.succeededFuture()
        : last.compose(primary -> primary.connection().close()).otherwiseEmpty();
  }

  private Future<Primary> primary() {
    if (closed) {
      return Future.failedFuture("the session is closed");
    }
    if (current == null) {
      Future<Primary> opened = connections.connect();
      current = opened;
      opened
          .onSuccess(
              primary -> {
                server = primary.server();
                primary
                    .connection()
                    .closeHandler(gone -> clearIfCurrent(opened))
                    // The server may speak without being asked, such as when it shuts down.
                    .exceptionHandler(
                        cause -> LOG.info("A connection ended: {}", DatabaseFault.describe(cause)));
              })
          .onFailure(cause -> clearIfCurrent(opened));
    }
    return current;
  }

  private void discard(Future<Primary> primary) {
    clearIfCurrent(primary);
    // Nobody waits for this: if the server is gone, closing takes until TCP's timeout.
    primary.onSuccess(open -> open.connection().close());
  }

  private void clearIfCurrent(Future<Primary> primary) {
    if (current == primary) {
      current = null;
    }
  }
}
