package io.tallystick.store;

import io.tallystick.config.StoreSettings;
import io.tallystick.store.database.Connections;
import io.tallystick.store.database.Session;
import io.tallystick.store.database.StartCheck;
import io.tallystick.store.database.UnusableDatabaseException;
import io.tallystick.store.schema.Schema;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Tells what a start of the store would do with its database, and changes nothing there. */
public final class StoreCheck {

  private StoreCheck() {}

  /**
   * Connects to the database, and reads the version of its schema.
   *
   * @param settings the store's settings, which must have a database URL
   * @return a sentence about the schema. The future fails with {@link UnusableDatabaseException} if
   *     the store could not start
   */
  public static Future<String> run(Vertx vertx, StoreSettings settings, String nodeName) {
    if (settings.url() == null) {
      return Future.failedFuture(new IllegalArgumentException("the store needs a database"));
    }
    Connections connections = new Connections(vertx, settings.url(), settings, nodeName);
    Session session = new Session(connections);
    return new StartCheck(vertx, connections)
        .run(settings.url())
        .compose(usable -> Schema.version(session))
        .eventually(session::close)
        .compose(
            version ->
                version.isEmpty()
                    ? Future.succeededFuture("its role may not read the version of the schema")
                    : sentence(version.getAsInt()));
  }

  private static Future<String> sentence(int version) {
    if (version > Schema.NEWEST) {
      return Future.failedFuture(Schema.tooNew(version));
    }
    if (version == Schema.NEWEST) {
      return Future.succeededFuture("the schema is at version " + version);
    }
    return Future.succeededFuture(
        version == 0
            ? "the schema would be made"
            : "the schema would be migrated from version %d to %d"
                .formatted(version, Schema.NEWEST));
  }
}
