package io.tallystick.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.config.DatabaseUrl;
import io.tallystick.config.StoreSettings;
import io.tallystick.config.TokenSettings;
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
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps tokens and events in PostgreSQL, and answers for them on the event bus. */
public final class StoreVerticle extends VerticleBase {

  // Several batches: more than the event log is behind while it keeps up.
  private static final int RECENT_EVENTS = 8_192;

  private final StoreSettings settings;
  private final Duration retention;
  private final DatabaseUrl url;
  private final String nodeName;
  private final MeterRegistry meters;
  private @Nullable WriteQueue writes;
  private @Nullable EventReader reader;
  private @Nullable Purge purge;
  private @Nullable Checkpoints checkpoints;

  /**
   * A store that has not started.
   *
   * @param settings must name a database
   * @param tokens say how long dead tokens are kept
   * @param nodeName how this node's connections are called in PostgreSQL
   * @param meters where batches are counted
   */
  public StoreVerticle(
      StoreSettings settings, TokenSettings tokens, String nodeName, MeterRegistry meters) {
    if (settings.url() == null) {
      throw new IllegalArgumentException("the store needs a database");
    }
    this.settings = settings;
    this.retention = tokens.retention();
    this.url = settings.url();
    this.nodeName = nodeName;
    this.meters = meters;
  }

  /**
   * Brings the schema up to date, then listens. The future fails where the database cannot be
   * reached or its schema is of a newer release.
   */
  @Override
  public Future<?> start() {
    return migrate().onSuccess(migrated -> listen());
  }

  /** Completes when all that waited has been answered, and the connections are closed. */
  @Override
  public Future<?> stop() {
    return closed(purge == null ? null : purge.close())
        .eventually(() -> closed(checkpoints == null ? null : checkpoints.close()))
        .eventually(() -> closed(writes == null ? null : writes.close()))
        .eventually(() -> closed(reader == null ? null : reader.close()));
  }

  private static Future<Void> closed(@Nullable Future<Void> closing) {
    return closing == null ? Future.succeededFuture() : closing;
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
    Bus bus = Bus.of(vertx);
    RecentEvents recent = new RecentEvents(RECENT_EVENTS);
    WriteQueue queue =
        new WriteQueue(
            vertx,
            new Session(connections),
            settings,
            new QueueMetrics(meters),
            batch -> written(bus, recent, batch));
    EventReader events = new EventReader(connections);
    Purge purging = new Purge(vertx, new Session(connections), retention);
    Checkpoints signed = new Checkpoints(new Session(connections));
    writes = queue;
    reader = events;
    purge = purging;
    checkpoints = signed;

    bus.answer(Address.ISSUE, message -> issue(queue, message));
    bus.answer(Address.REVOKE, message -> revoke(queue, message));
    bus.answer(Address.APPEND_EVENTS, message -> append(queue, message));
    bus.listen(Topic.ABANDONED, message -> queue.abandon(message.eventId()));
    bus.answer(
        Address.READ_EVENTS,
        message ->
            recent
                .read(message)
                .map(Future::succeededFuture)
                .orElseGet(() -> events.read(message)));
    bus.answer(Address.RECORD_CHECKPOINT, signed::record);
    bus.answer(Address.STORE_HEALTH, (CheckHealth check) -> health(events));
    purging.start();
  }

  private static void written(Bus bus, RecentEvents recent, WrittenBatch batch) {
    recent.add(batch.events());
    if (batch.lastSeq() > 0) {
      bus.publish(Topic.RECORDED, new Recorded(batch.lastSeq()));
    }
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
