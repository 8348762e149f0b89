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

/** Stores tokens and events in PostgreSQL, and answers the store's addresses on the event bus. */
public final class StoreVerticle extends VerticleBase {

  private final StoreSettings settings;
  private final Duration retention;
  private final DatabaseUrl url;
  private final String nodeName;
  private final MeterRegistry meters;
  private final Bus bus;
  private @Nullable RunningStore running;

  /**
   * Creates a store that has not started.
   *
   * @param settings the store's settings, which must have a database URL
   * @param tokens the settings that tell how long dead tokens are kept
   * @param nodeName shown in the application name of this node's connections
   * @param bus the bus on which the store answers
   * @param meters the registry of the store's metrics
   * @throws IllegalArgumentException if there is no database URL
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
   * Migrates the schema, then answers requests. The future fails if the database cannot be reached
   * or if its schema is of a newer release.
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

  /** Completes when all queued requests are answered and the connections are closed. */
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
