package io.tallystick.store.database;

import io.tallystick.eventbus.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A statement that is sent again until it succeeds or its caller waits no more. So it must have the
 * same result if it runs twice.
 *
 * @param session runs the statement, on its own event loop
 * @param what what the statement does, for the log
 * @param sql the statement
 */
public record RepeatedCall(Vertx vertx, Session session, String what, String sql) {

  private static final Logger LOG = LoggerFactory.getLogger(RepeatedCall.class);

  /**
   * Runs the statement.
   *
   * @param millis how long the caller waits, in milliseconds
   * @return the rows. The future fails with REJECTED if the database rejects a parameter, and with
   *     UNAVAILABLE if the statement does not succeed in time
   */
  public Future<RowSet<Row>> run(Tuple parameters, long millis) {
    return run(parameters, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), 0);
  }

  private Future<RowSet<Row>> run(Tuple parameters, long deadlineNanos, int retries) {
    return session
        .call(sql, parameters)
        .recover(
            cause -> {
              boolean isBad = DatabaseFault.of(cause) == DatabaseFault.BAD_ROW;
              if (isBad || retries == 0) {
                LOG.warn("{} failed: {}", what, DatabaseFault.describe(cause));
              }
              if (isBad) {
                return Future.failedFuture(Failure.REJECTED.exception());
              }
              return System.nanoTime() - deadlineNanos >= 0
                  ? Future.failedFuture(Failure.UNAVAILABLE.exception())
                  : vertx
                      .timer(RetryDelay.millis(retries))
                      .compose(due -> run(parameters, deadlineNanos, retries + 1));
            });
  }
}
