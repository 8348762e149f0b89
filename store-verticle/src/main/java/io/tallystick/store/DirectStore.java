package io.tallystick.store;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The store of a command beside the service. It answers requests as the service's store does, but
 * changes no schema, and purges and records nothing by itself.
 */
public final class DirectStore extends VerticleBase {

  private static final String MIGRATE = "start the service, which migrates it";

  private final DatabaseUrl url;
  private final StoreSettings settings;
  private final TokenSettings tokens;
  private final String nodeName;
  private final Bus bus;
  private @Nullable RunningStore running;

  /**
   * Creates a store that has not started.
   *
   * @param url the database, whose schema must be that of this release
   * @param nodeName shown in the connections' application name
   * @param bus the bus on which the store answers
   */
  public DirectStore(
      DatabaseUrl url, StoreSettings settings, TokenSettings tokens, String nodeName, Bus bus) {
    this.url = url;
    this.settings = settings;
    this.tokens = tokens;
    this.nodeName = nodeName;
    this.bus = bus;
  }

  /**
   * Checks the database, and answers requests. The future fails with {@link
   * UnusableDatabaseException} if the database cannot be used.
   */
  @Override
  public Future<?> start() {
    Connections connections = new Connections(vertx, url, settings, nodeName);
    Session session = new Session(connections);
    return new StartCheck(vertx, connections)
        .run(url)
        .compose(usable -> Schema.version(session))
        .compose(DirectStore::requireNewest)
        .eventually(session::close)
        .onSuccess(newest -> answer(connections));
  }

  private void answer(Connections connections) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    DatabaseClock clock =
        new DatabaseClock(
            settings.maxClockSkew(), InstantSource.system(), System::nanoTime, meters);
    RunningStore store = new RunningStore(vertx, bus, connections, settings, tokens, clock, meters);
    store.answer();
    running = store;
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

  /** Completes when all queued requests are answered and the connections are closed. */
  @Override
  public Future<?> stop() {
    return running == null ? Future.succeededFuture() : running.close();
  }
}
