package io.tallystick.store;

import io.tallystick.config.DatabaseUrl;
import io.tallystick.config.StoreSettings;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.AppendEvents;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.CheckHealth;
import io.tallystick.eventbus.EventsAppended;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.Health;
import io.tallystick.eventbus.IssueToken;
import io.tallystick.eventbus.Recorded;
import io.tallystick.eventbus.RevokeOutcome;
import io.tallystick.eventbus.RevokeOutcome.NoLiveToken;
import io.tallystick.eventbus.RevokeOutcome.TokenRevoked;
import io.tallystick.eventbus.RevokeToken;
import io.tallystick.eventbus.TokenIssued;
import io.tallystick.eventbus.Topic;
import io.tallystick.store.WriteResult.Stands;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps tokens and events in PostgreSQL, and answers for them on the event bus. */
public final class StoreVerticle extends VerticleBase {

  private final StoreSettings settings;
  private final DatabaseUrl url;
  private final String nodeName;
  private @Nullable WriteQueue writes;
  private @Nullable EventReader reader;

  /**
   * A store that has not started.
   *
   * @param settings must name a database
   * @param nodeName how this node's connections are called in PostgreSQL
   */
  public StoreVerticle(StoreSettings settings, String nodeName) {
    if (settings.url() == null) {
      throw new IllegalArgumentException("the store needs a database");
    }
    this.settings = settings;
    this.url = settings.url();
    this.nodeName = nodeName;
  }

  /**
   * Brings the schema up to date, then listens. The future fails where the database cannot be
   * reached or its schema is of a newer release.
   */
  @Override
  public Future<?> start() {
    return migrate().onSuccess(migrated -> listen());
  }

  @Override
  public Future<?> stop() {
    Future<Void> written = writes == null ? Future.succeededFuture() : writes.close();
    return written.eventually(() -> reader == null ? Future.succeededFuture() : reader.close());
  }

  private Future<Void> migrate() {
    DatabaseUrl owner = settings.migrationUrl() == null ? url : settings.migrationUrl();
    return vertx.executeBlocking(
        () -> {
          Migration.run(owner, url.user());
          return null;
        });
  }

  private void listen() {
    Connections connections = new Connections(vertx, url, settings, nodeName);
    Bus bus = new Bus(vertx.eventBus());
    WriteQueue queue =
        new WriteQueue(
            vertx,
            new WriteSession(connections),
            settings.maxBatch(),
            settings.maxQueued(),
            seq -> bus.publish(Topic.RECORDED, new Recorded(seq)));
    EventReader events = new EventReader(connections);
    writes = queue;
    reader = events;

    bus.answer(Address.ISSUE, message -> issue(queue, message));
    bus.answer(Address.REVOKE, message -> revoke(queue, message));
    bus.answer(Address.APPEND_EVENTS, message -> append(queue, message));
    bus.answer(Address.READ_EVENTS, events::read);
    bus.answer(Address.STORE_HEALTH, (CheckHealth check) -> health(events));
  }

  private static Future<TokenIssued> issue(WriteQueue queue, IssueToken message) {
    return queue
        .submit(WriteRequest.of(message), message.millisLeft())
        .compose(
            result ->
                result.match(
                    stands ->
                        Future.succeededFuture(
                            new TokenIssued(message.id(), stands.at(), stands.seq())),
                    () -> Future.failedFuture("only a revoke can find no token"),
                    () -> Future.failedFuture(Failure.REJECTED.exception())));
  }

  private static Future<RevokeOutcome> revoke(WriteQueue queue, RevokeToken message) {
    return queue
        .submit(WriteRequest.of(message), message.millisLeft())
        .compose(
            result ->
                result.match(
                    stands ->
                        Future.succeededFuture(
                            new TokenRevoked(message.tokenId(), stands.at(), stands.seq())),
                    () -> Future.succeededFuture(new NoLiveToken(message.tokenId())),
                    () -> Future.failedFuture("only an issue can meet another token")));
  }

  private static Future<EventsAppended> append(WriteQueue queue, AppendEvents message) {
    List<Future<WriteResult>> results =
        message.attempts().stream()
            .map(attempt -> queue.submit(WriteRequest.of(attempt), message.millisLeft()))
            .toList();
    return Future.all(results)
        .map(
            all ->
                new EventsAppended(
                    results.stream()
                        .map(Future::result)
                        .mapToLong(result -> result instanceof Stands stands ? stands.seq() : 0)
                        .max()
                        .orElse(0)));
  }

  private static Future<Health> health(EventReader events) {
    return events
        .ping()
        .map(pong -> new Health(true, Health.OK))
        .otherwise(cause -> new Health(false, "database unreachable"));
  }
}
