package io.tallystick.store;

import io.tallystick.config.StoreSettings;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.store.database.Connections;
import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.RetryDelay;
import io.tallystick.store.database.Session;
import io.tallystick.store.database.StartCheck;
import io.tallystick.store.database.UnusableDatabaseException;
import io.tallystick.store.schema.Schema;
import io.tallystick.store.schema.WriteRequest;
import io.tallystick.store.write.WriteBatch;
import io.tallystick.store.write.WriteResult.Applied;
import io.tallystick.store.write.WrittenBatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.OptionalInt;

/** Issues a token without a running store, for commands beside the service. */
public final class DirectIssue {

  private static final int MAX_RETRIES = 3;
  private static final String MIGRATE = "start the service, which migrates it";

  private DirectIssue() {}

  /**
   * Writes a token and its event, as the store does.
   *
   * @param url the database, whose schema must be that of this release
   * @param nodeName shown in the connections' application name
   * @return completes when both are committed. The future fails with {@link
   *     UnusableDatabaseException} if nothing was written, and with another exception, whose
   *     message is for the user, if that is not known
   */
  public static Future<Void> write(
      Vertx vertx, DatabaseUrl url, StoreSettings settings, String nodeName, IssueToken message) {
    Connections connections = new Connections(vertx, url, settings, nodeName);
    Session session = new Session(connections);
    return new StartCheck(vertx, connections)
        .run(url)
        .compose(usable -> Schema.version(session))
        .compose(DirectIssue::requireNewest)
        .compose(newest -> write(vertx, session, WriteRequest.of(message), 0))
        .compose(
            written ->
                written.results().get(0) instanceof Applied
                    ? Future.<Void>succeededFuture()
                    : Future.failedFuture(
                        new UnusableDatabaseException("another token has the id of the new one")))
        .eventually(session::close);
  }

  private static Future<Void> requireNewest(OptionalInt version) {
    return version.isEmpty() || version.getAsInt() == Schema.NEWEST
        ? Future.succeededFuture()
        : Future.failedFuture(
            version.getAsInt() > Schema.NEWEST
                ? Schema.tooNew(version.getAsInt())
                : new UnusableDatabaseException(
                    "its schema is at version %d, and this release works with version %d; %s"
                        .formatted(version.getAsInt(), Schema.NEWEST, MIGRATE)));
  }

  /** The same row may be sent again. */
  private static Future<WrittenBatch> write(
      Vertx vertx, Session session, WriteRequest request, int retries) {
    return WriteBatch.write(session, List.of(request))
        .recover(
            cause -> {
              if (DatabaseFault.of(cause) == DatabaseFault.BAD_ROW) {
                return Future.failedFuture(
                    new UnusableDatabaseException(
                        "it rejects the token: " + DatabaseFault.describe(cause), cause));
              }
              return retries == MAX_RETRIES
                  ? Future.failedFuture(new IllegalStateException(DatabaseFault.describe(cause)))
                  : vertx
                      .timer(RetryDelay.millis(retries))
                      .compose(due -> write(vertx, session, request, retries + 1));
            });
  }
}
