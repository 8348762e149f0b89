package io.tallystick.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.config.StoreSettings;
import io.tallystick.config.TokenSettings;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.eventbus.Bus;
import io.tallystick.store.database.Connections;
import io.tallystick.store.schema.SchemaMigration;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Keeps tokens and events in PostgreSQL, and answers for them on the event bus. */
public final class StoreVerticle extends VerticleBase {

  private final StoreSettings settings;
  private final Duration retention;
  private final DatabaseUrl url;
  private final String nodeName;
  private final MeterRegistry meters;
  private final Bus bus;
  private @Nullable RunningStore running;

  /**
   * A store that has not started.
   *
   * @param settings must name a database
   * @param tokens say how long dead tokens are kept
   * @param nodeName how this node's connections are called in PostgreSQL
   * @param bus on which it answers
   * @param meters where batches are counted
   */
  public StoreVerticle(
      StoreSettings settings,
      TokenSettings tokens,
      String nodeName,
      Bus bus,
      MeterRegistry meters) {
    if (settings.url() == null) {
      throw new IllegalArgumentException("the store needs a database");
    }
    this.settings = settings;
    this.retention = tokens.retention();
    this.url = settings.url();
    this.nodeName = nodeName;
    this.bus = bus;
    this.meters = meters;
  }

  /**
   * Brings the schema up to date, then listens. The future fails where the database cannot be
   * reached or its schema is of a newer release.
   */
  @Override
  public Future<?> start() {
    return migrate()
        .onSuccess(
            migrated -> {
              Connections connections = new Connections(vertx, url, settings, nodeName);
              RunningStore store =
                  new RunningStore(vertx, bus, connections, settings, retention, meters);
              store.listen();
              running = store;
            });
  }

  /** Completes when all that waited has been answered, and the connections are closed. */
  @Override
  public Future<?> stop() {
    return running == null ? Future.succeededFuture() : running.close();
  }

  private Future<Void> migrate() {
    DatabaseUrl owner = settings.migrationUrl() == null ? url : settings.migrationUrl();
    return vertx.executeBlocking(
        () -> {
          SchemaMigration.run(owner, url.user());
          return null;
        });
  }
}
