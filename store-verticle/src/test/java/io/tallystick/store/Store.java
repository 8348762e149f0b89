package io.tallystick.store;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallystick.config.Settings;
import io.tallystick.config.StoreSettings;
import io.tallystick.config.TokenSettings;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.event.AuditEvent;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.MessageCodecs;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.Message;
import io.tallystick.eventbus.message.ReadEvents;
import io.tallystick.testing.Jdbc;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A node that holds a store alone, and the database behind it as a test sees it. */
public final class Store implements AutoCloseable {

  public static final Duration RETENTION = Duration.ofHours(1);

  private static final TokenSettings TOKENS =
      Settings.of(Map.of("tokens.retention", RETENTION.toString())).tokens();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.local(vertx);
  private final TokenSettings tokens;
  private final InstantSource clock;

  private Store(TokenSettings tokens, InstantSource clock) {
    this.tokens = tokens;
    this.clock = clock;
    MessageCodecs.register(vertx.eventBus());
  }

  public static Store start(String url) {
    return start(url, 2_000, 20_000);
  }

  public static Store start(String url, int maxBatch, int maxQueued) {
    return start(settings(url, maxBatch, maxQueued));
  }

  /** Settings with which a busy machine is not taken for an overloaded one. */
  public static StoreSettings settings(String url, int maxBatch, int maxQueued) {
    return Settings.of(
            Map.of(
                "store.url",
                url,
                "store.max-batch",
                Integer.toString(maxBatch),
                "store.max-queued",
                Integer.toString(maxQueued),
                "store.max-wait",
                "10s",
                "store.statement-timeout",
                "2s"))
        .store();
  }

  /** The settings that a service has, unless it is given others. */
  public static StoreSettings defaults(String url) {
    return Settings.of(Map.of("store.url", url)).store();
  }

  public static Store start(StoreSettings settings) {
    return start(settings, InstantSource.system());
  }

  /** A store whose node has another clock. */
  public static Store start(StoreSettings settings, InstantSource clock) {
    Store store = new Store(TOKENS, clock);
    store.deploy(settings);
    return store;
  }

  /** A store that records uses to within a precision. */
  public static Store recordingUses(String url, String precision) {
    TokenSettings tokens = Settings.of(Map.of("tokens.last-used", precision)).tokens();
    Store store = new Store(tokens, InstantSource.system());
    store.deploy(settings(url, 2_000, 20_000));
    return store;
  }

  private void deploy(StoreSettings settings) {
    await(vertx.deployVerticle(new StoreVerticle(settings, tokens, "test", bus, clock, meters)));
  }

  /** Settings by which a statement may take a minute, for tests that hold the database up. */
  public static StoreSettings patient(String url) {
    return Settings.of(Map.of("store.url", url, "store.statement-timeout", "1m")).store();
  }

  /** How many requests wait now, without those that the database has. */
  public int waiting() {
    return (int) meters.get("tallystick.store.waiting").gauge().value();
  }

  /** How often a batch was to be sent again. */
  public int retries() {
    return (int) meters.get("tallystick.store.retries").counter().count();
  }

  /** How many uses of tokens were written. */
  public int usesRecorded() {
    return (int) meters.get("tallystick.uses.recorded").counter().count();
  }

  /** How many uses of tokens were not written. */
  public int usesLost() {
    return (int) meters.get("tallystick.uses.lost").counter().count();
  }

  public Vertx vertx() {
    return vertx;
  }

  public <Q extends Message, R extends Message> Future<R> send(Address<Q, R> address, Q message) {
    return bus.request(address, message, Requests.MILLIS + 10_000);
  }

  public <Q extends Message, R extends Message> R ask(Address<Q, R> address, Q message) {
    return await(send(address, message));
  }

  public <M extends Message> void publish(Topic<M> topic, M message) {
    bus.publish(topic, message);
  }

  public List<AuditEvent> events() {
    List<AuditEvent> all = new ArrayList<>();
    List<AuditEvent> page;
    do {
      page = ask(Address.READ_EVENTS, new ReadEvents(all.size(), 1_000)).events();
      all.addAll(page);
    } while (!page.isEmpty());
    return all;
  }

  public static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(Requests.MILLIS + 20_000, TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public static Connection connect(String url) throws SQLException {
    return Jdbc.connect(DatabaseUrl.parse(url));
  }

  public static void execute(String url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  public static long number(String url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
