package io.tallystick.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.config.StoreSettings;
import io.tallystick.config.TokenSettings;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.eventbus.Bus;
import io.tallystick.store.database.Connections;
import io.tallystick.store.database.DatabaseClock;
import io.tallystick.store.database.Session;
import io.tallystick.store.database.StartCheck;
import io.tallystick.store.database.UnusableDatabaseException;
import io.tallystick.store.schema.Schema;
import io.tallystick.store.schema.SchemaMigration;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores tokens and events in PostgreSQL, and answers the store's addresses on the event bus. */
public final class StoreVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(StoreVerticle.class);
  private static final String MIGRATE =
      "run 'tallystick migrate' with store.migration-url, the URL of the role that owns the schema";

  private final StoreSettings settings;
  private final TokenSettings tokens;
  private final DatabaseUrl url;
  private final String nodeName;
  private final MeterRegistry meters;
  private final InstantSource clock;
  private final Bus bus;
  private @Nullable RunningStore running;

  /**
   * Creates a store that has not started.
   *
   * @param settings the store's settings, which must have a database URL
   * @param tokens the settings that tell how long tokens live, and how long dead ones are kept
   * @param nodeName shown in the application name of this node's connections
   * @param bus the bus on which the store answers
   * @param clock is compared with the clock of the database
   * @param meters the registry of the store's metrics
   * @throws IllegalArgumentException if there is no database URL
   */
  public StoreVerticle(
      StoreSettings settings,
      TokenSettings tokens,
      String nodeName,
      Bus bus,
      InstantSource clock,
      MeterRegistry meters) {
    if (settings.url() == null) {
      throw new IllegalArgumentException("the store needs a database");
    }
    this.settings = settings;
    this.tokens = tokens;
    this.url = settings.url();
    this.nodeName = nodeName;
    this.bus = bus;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * Checks the database, migrates the schema if it is older than this release, and answers
   * requests. The future fails with {@link UnusableDatabaseException} if the database cannot be
   * used.
   */
  @Override
  public Future<?> start() {
    Connections connections = new Connections(vertx, url, settings, nodeName);
    Session session = new Session(connections);
    return new StartCheck(vertx, connections)
        .run(url)
        .compose(usable -> Schema.version(session))
        .compose(this::migrate)
        .compose(newest -> Schema.identity(session))
        .compose(identity -> bus.announceDatabase(identity.toString()))
        .eventually(session::close)
        .onSuccess(announced -> listen(connections));
  }

  private void listen(Connections connections) {
    DatabaseClock databaseClock =
        new DatabaseClock(settings.maxClockSkew(), clock, System::nanoTime, meters);
    RunningStore store =
        new RunningStore(vertx, bus, connections, settings, tokens, databaseClock, meters);
    store.listen();
    running = store;
  }

  /** Completes when all queued requests are answered and the connections are closed. */
  @Override
  public Future<?> stop() {
    return running == null ? Future.succeededFuture() : running.close();
  }

  private Future<Void> migrate(OptionalInt version) {
    if (version.isPresent() && version.getAsInt() > Schema.NEWEST) {
      return Future.failedFuture(Schema.tooNew(version.getAsInt()));
    }
    if (version.isPresent() && version.getAsInt() == Schema.NEWEST) {
      LOG.info("Schema is at version {}", Schema.NEWEST);
      return Future.succeededFuture();
    }
    DatabaseUrl owner = settings.migrationUrl() == null ? url : settings.migrationUrl();
    return vertx
        .executeBlocking(() -> SchemaMigration.run(owner, url.user()))
        .<Void>mapEmpty()
        .recover(
            cause ->
                Future.failedFuture(
                    settings.migrationUrl() == null
                        ? new UnusableDatabaseException(cause, MIGRATE)
                        : cause));
  }
}
