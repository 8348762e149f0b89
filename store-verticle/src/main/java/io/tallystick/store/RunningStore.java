package io.tallystick.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.config.StoreSettings;
import io.tallystick.config.TokenSettings;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.AppendEvents;
import io.tallystick.eventbus.message.CheckHealth;
import io.tallystick.eventbus.message.EventsAppended;
import io.tallystick.eventbus.message.EventsAppended.Result;
import io.tallystick.eventbus.message.EventsCommitted;
import io.tallystick.eventbus.message.EventsRead;
import io.tallystick.eventbus.message.ImportTokens;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.ReadEvents;
import io.tallystick.eventbus.message.RevokeOutcome;
import io.tallystick.eventbus.message.RevokeOutcome.NoLiveToken;
import io.tallystick.eventbus.message.RevokeOutcome.TokenRevoked;
import io.tallystick.eventbus.message.RevokeToken;
import io.tallystick.eventbus.message.TokenIssued;
import io.tallystick.eventbus.message.TokensImported;
import io.tallystick.store.database.Connections;
import io.tallystick.store.database.DatabaseClock;
import io.tallystick.store.database.Session;
import io.tallystick.store.idempotency.KeyClaims;
import io.tallystick.store.idempotency.KeyUpkeep;
import io.tallystick.store.order.RevocationOrders;
import io.tallystick.store.read.EventReader;
import io.tallystick.store.read.RecentEvents;
import io.tallystick.store.read.RevocationReader;
import io.tallystick.store.read.TokenList;
import io.tallystick.store.read.TokenReader;
import io.tallystick.store.schema.WriteRequest;
import io.tallystick.store.upkeep.CheckpointStore;
import io.tallystick.store.upkeep.HeadVersions;
import io.tallystick.store.upkeep.LastUse;
import io.tallystick.store.upkeep.PartitionUpkeep;
import io.tallystick.store.upkeep.TokenPurge;
import io.tallystick.store.write.QueueMetrics;
import io.tallystick.store.write.StoreHealth;
import io.tallystick.store.write.TokenRotation;
import io.tallystick.store.write.WriteQueue;
import io.tallystick.store.write.WriteResult;
import io.tallystick.store.write.WriteResult.Applied;
import io.tallystick.store.write.WrittenBatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of a store that exist only while it runs, after the schema was migrated. */
final class RunningStore {

  // Several batches, so that an event log that keeps up finds its events here.
  private static final int RECENT_EVENTS = 8_192;

  private final Bus bus;
  private final RecentEvents recent = new RecentEvents(RECENT_EVENTS);
  private final WriteQueue writes;
  private final EventReader reader;
  private final RevocationReader revocations;
  private final LastUse lastUse;
  private final TokenReader tokens;
  private final TokenList list;
  private final ManyWrites many;
  private final KeyClaims claims;
  private final StoreHealth health;
  private final DatabaseClock clock;
  private final RequestCheck check;
  private final TokenPurge purge;
  private final CheckpointStore checkpoints;
  private final Session upkeep;
  private final PartitionUpkeep partitions;
  private final RevocationOrders orders;
  private final TokenRotation rotation;
  private final HeadVersions head;
  private final KeyUpkeep keys;

  RunningStore(
      Vertx vertx,
      Bus bus,
      Connections connections,
      StoreSettings settings,
      TokenSettings tokenSettings,
      DatabaseClock clock,
      MeterRegistry meters) {
    this.bus = bus;
    this.clock = clock;
    this.check = new RequestCheck(bus, tokenSettings, clock);
    Session writeSession = new Session(connections);
    this.writes =
        new WriteQueue(vertx, writeSession, settings, new QueueMetrics(meters), this::committed);
    this.reader = new EventReader(connections);
    this.revocations = new RevocationReader(connections);
    this.lastUse =
        new LastUse(
            vertx, new Session(connections), tokenSettings.lastUsed(), LastUse.maxTokens(), meters);
    this.tokens = new TokenReader(vertx, connections, settings.maxQueued(), lastUse::note);
    this.list = new TokenList(connections);
    this.many = new ManyWrites(writes, list, check);
    this.claims =
        new KeyClaims(vertx, connections, settings.maxQueued(), tokenSettings.retention());
    this.health = new StoreHealth(writeSession, clock);
    this.purge = new TokenPurge(vertx, new Session(connections), clock, tokenSettings.retention());
    this.checkpoints = new CheckpointStore(connections);
    this.upkeep = new Session(connections);
    this.partitions = new PartitionUpkeep(vertx, upkeep);
    this.rotation = new TokenRotation(vertx, connections, this::committed);
    this.orders = new RevocationOrders(vertx, connections, this::committed);
    this.head = new HeadVersions(vertx, upkeep, meters);
    this.keys = new KeyUpkeep(vertx, upkeep, clock);
  }

  /** Starts to answer requests on the bus, to purge tokens, and to do upkeep. */
  void listen() {
    answer();
    purge.start();
    lastUse.start();
    partitions.start();
    orders.start();
    head.start();
    keys.start();
  }

  /** Starts to answer requests on the bus, and does nothing else. */
  void answer() {
    bus.answer(Address.ISSUE, message -> issue(check.issue(message)));
    bus.answer(Address.IMPORT, message -> importTokens(check.importTokens(message)));
    bus.answer(Address.REVOKE, message -> revoke(check.revoke(message)));
    bus.answer(Address.WRITE_TOKENS, message -> many.write(check.write(message)));
    bus.answer(Address.CLAIM_KEY, message -> claims.claim(check.claim(message)));
    bus.answer(Address.ROTATE, message -> rotation.rotate(check.rotate(message)));
    bus.answer(Address.REVOKE_ALL, message -> orders.order(check.revokeAll(message)));
    bus.answer(Address.INTROSPECT, tokens::introspect);
    bus.answer(Address.FIND_TOKEN, list::find);
    bus.answer(Address.LIST_TOKENS, list::list);
    bus.answer(Address.LIST_UNUSED_TOKENS, list::listUnused);
    bus.answer(Address.APPEND_EVENTS, message -> append(check.append(message)));
    bus.listen(Topic.REQUEST_ABANDONED, message -> writes.abandon(message.eventId()));
    bus.answer(Address.READ_EVENTS, this::read);
    bus.answer(Address.READ_REVOCATIONS, revocations::read);
    bus.answer(Address.RECORD_CHECKPOINT, message -> checkpoints.record(check.checkpoint(message)));
    bus.answer(Address.STORE_HEALTH, (CheckHealth check) -> health.check());
  }

  /** Completes when all queued requests are answered and the connections are closed. */
  Future<Void> close() {
    return purge
        .close()
        .eventually(upkeep::close)
        .eventually(orders::close)
        .eventually(rotation::close)
        .eventually(checkpoints::close)
        .eventually(writes::close)
        .eventually(claims::close)
        .eventually(tokens::close)
        .eventually(lastUse::close)
        .eventually(list::close)
        .eventually(revocations::close)
        .eventually(reader::close);
  }

  private Future<EventsRead> read(ReadEvents message) {
    Optional<EventsRead> remembered = message.confirm() ? Optional.empty() : recent.read(message);
    return remembered.map(Future::succeededFuture).orElseGet(() -> reader.read(message));
  }

  private void committed(WrittenBatch batch) {
    clock.observe(batch.doneAt());
    recent.add(batch.events());
    committed(batch.lastSeq());
  }

  private void committed(long lastSeq) {
    if (lastSeq > 0) {
      bus.publish(Topic.EVENTS_COMMITTED, new EventsCommitted(lastSeq));
    }
  }

  private Future<TokenIssued> issue(IssueToken message) {
    return writes
        .submit(WriteRequest.of(message), message.millisLeft())
        .compose(
            result ->
                result.match(
                    applied ->
                        Future.succeededFuture(
                            new TokenIssued(
                                message.event().tokenId(), applied.at(), applied.seq())),
                    () -> Future.failedFuture("an issue cannot have the result NoMatch"),
                    () -> Future.failedFuture(Failure.REJECTED.exception())));
  }

  private Future<TokensImported> importTokens(ImportTokens message) {
    if (message.drafts().isEmpty()) {
      return Future.succeededFuture(new TokensImported(List.of()));
    }
    List<WriteRequest> rows = message.drafts().stream().map(WriteRequest::of).toList();
    return writes
        .submitAll(rows, message.millisLeft())
        .map(written -> new TokensImported(written.stream().map(RunningStore::imported).toList()));
  }

  private static TokensImported.Result imported(Future<WriteResult> written) {
    return written.succeeded()
        ? written
            .result()
            .match(
                applied ->
                    applied.now() ? TokensImported.Result.WRITTEN : TokensImported.Result.STOOD,
                () -> TokensImported.Result.REJECTED,
                () -> TokensImported.Result.TAKEN)
        : Failure.of(written.cause()).ofImport();
  }

  private Future<RevokeOutcome> revoke(RevokeToken message) {
    return writes
        .submit(WriteRequest.of(message), message.millisLeft())
        .compose(
            result ->
                result.match(
                    applied ->
                        Future.succeededFuture(
                            new TokenRevoked(
                                message.event().tokenId(), applied.at(), applied.seq())),
                    () -> Future.succeededFuture(new NoLiveToken(message.event().tokenId())),
                    () -> Future.failedFuture("a revoke cannot have the result IdConflict")));
  }

  private Future<EventsAppended> append(AppendEvents message) {
    List<Future<WriteResult>> writing =
        message.attempts().stream()
            .map(attempt -> writes.submit(WriteRequest.of(attempt), message.millisLeft()))
            .toList();
    return (message.each() ? Future.join(writing) : Future.all(writing))
        .transform(
            done ->
                done.succeeded() || message.each()
                    ? Future.succeededFuture(appended(writing))
                    : Future.failedFuture(done.cause()));
  }

  private static EventsAppended appended(List<Future<WriteResult>> written) {
    long lastSeq = 0;
    List<Result> results = new ArrayList<>(written.size());
    for (Future<WriteResult> one : written) {
      if (one.succeeded() && one.result() instanceof Applied applied) {
        lastSeq = Math.max(lastSeq, applied.seq());
      }
      results.add(one.succeeded() ? Result.WRITTEN : Failure.of(one.cause()).ofAttempt());
    }
    return new EventsAppended(lastSeq, results);
  }
}
