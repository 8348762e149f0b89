package io.tallystick.audit;

import io.tallystick.event.AuditEvent;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.CheckpointRecorded;
import io.tallystick.eventbus.message.EventsAppended;
import io.tallystick.eventbus.message.EventsRead;
import io.tallystick.eventbus.message.LogCheckpoint;
import io.tallystick.eventbus.message.ReadEvents;
import io.tallystick.eventbus.message.RecordCheckpoint;
import io.tallystick.testing.SampleEvents;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * A store whose answers a test decides. A request that is to be confirmed is answered by one
 * server, the primary; others may be answered by another server that is behind.
 */
final class ScriptedStore {

  static final String PRIMARY = "primary:5432";
  static final String STANDBY = "standby:5432";

  /** The events of the primary. */
  final List<AuditEvent> events = new CopyOnWriteArrayList<>();

  /** The checkpoints that were recorded. */
  final List<LogCheckpoint> checkpoints = new CopyOnWriteArrayList<>();

  /** What the standby makes of an answer about events. */
  volatile UnaryOperator<EventsRead> standbyReads = UnaryOperator.identity();

  /** What the standby makes of an answer about checkpoints. */
  volatile UnaryOperator<CheckpointRecorded> standbyRecords = UnaryOperator.identity();

  /** Whether the primary cannot be asked. */
  volatile boolean isPrimaryAway;

  /** Whether nothing is answered. */
  volatile boolean isAway;

  /** Called before each answer about events. */
  volatile Runnable beforeRead = () -> {};

  ScriptedStore(Bus bus) {
    bus.answer(Address.READ_EVENTS, this::read);
    bus.answer(Address.RECORD_CHECKPOINT, this::record);
    bus.answer(Address.APPEND_EVENTS, message -> Future.succeededFuture(EventsAppended.all(0)));
  }

  /** Adds events up to a number. */
  void add(long last) {
    events.addAll(LongStream.rangeClosed(events.size() + 1L, last).mapToObj(this::event).toList());
  }

  /** The event that has this number. */
  AuditEvent event(long seq) {
    return event(seq, "identity" + seq);
  }

  /** The same, of an identity. */
  static AuditEvent event(long seq, String identity) {
    return new AuditEvent(
        seq,
        Instant.parse("2026-11-24T03:00:00Z").plusMillis(seq),
        1,
        SampleEvents.issue(
            new UUID(0x0190_0000_0000_7000L, seq),
            SecretHash.ofSecret("secret".getBytes(StandardCharsets.UTF_8)),
            identity,
            Instant.parse("2027-01-01T00:00:00Z"),
            SampleEvents.ORIGIN));
  }

  private Future<EventsRead> read(ReadEvents message) {
    beforeRead.run();
    if (isAway || (isPrimaryAway && message.confirm())) {
      return Future.failedFuture(Failure.UNAVAILABLE.exception());
    }
    List<AuditEvent> following =
        events.stream()
            .filter(event -> event.seq() > message.after())
            .limit(message.limit())
            .toList();
    EventsRead read = new EventsRead(following, events.size(), PRIMARY);
    return Future.succeededFuture(message.confirm() ? read : answer(standbyReads.apply(read)));
  }

  private static EventsRead answer(EventsRead read) {
    return new EventsRead(read.events(), read.last(), STANDBY);
  }

  private Future<CheckpointRecorded> record(RecordCheckpoint message) {
    if (isAway || (isPrimaryAway && message.confirm())) {
      return Future.failedFuture(Failure.UNAVAILABLE.exception());
    }
    CheckpointRecorded recorded =
        new CheckpointRecorded(
            true, message.checkpoint().size(), List.copyOf(checkpoints), PRIMARY);
    if (!message.confirm()) {
      CheckpointRecorded other = standbyRecords.apply(recorded);
      recorded =
          new CheckpointRecorded(
              other.previousKnown(), other.ownHighest(), other.earlier(), STANDBY);
    }
    if (recorded.previousKnown()) {
      checkpoints.removeIf(other -> other.key().equals(message.checkpoint().key()));
      checkpoints.add(message.checkpoint());
    }
    return Future.succeededFuture(recorded);
  }
}
