package io.tallystick.audit;

import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.CheckpointRecorded;
import io.tallystick.eventbus.message.EventsRead;
import io.tallystick.eventbus.message.LogCheckpoint;
import io.tallystick.eventbus.message.ReadEvents;
import io.tallystick.eventbus.message.RecordCheckpoint;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.note.Checkpoint;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs checkpoints. Each is recorded in the database first and held against those that are
 * recorded there, of this node and of others: all must be beginnings of one log.
 *
 * <p>Lives on one event loop; the log's files are read and written off it.
 */
final class CheckpointSigner {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointSigner.class);
  private static final long TIMEOUT_MILLIS = 10_000;
  private static final int LINES_COMPARED = 2_000;

  private final Bus bus;
  private final EventLog log;
  private final WorkerExecutor writer;
  private final String node;
  // Lines that were the same in a recorded checkpoint.
  private long agreed;
  private Future<Optional<String>> signing = Future.succeededFuture(Optional.empty());

  CheckpointSigner(Bus bus, EventLog log, WorkerExecutor writer, String node) {
    this.bus = bus;
    this.log = log;
    this.writer = writer;
    this.node = node;
  }

  /**
   * Signs what has been appended, if that is new, and nothing is being signed already.
   *
   * @return how the log differs from what is recorded, and nothing is signed; empty where it does
   *     not. Fails where the database does not answer or files cannot be written; the next call
   *     tries again.
   */
  Future<Optional<String>> sign() {
    if (!signing.isComplete()) {
      return signing;
    }
    signing =
        writer
            .executeBlocking(log.tree()::prepare)
            .compose(
                prepared ->
                    prepared.isEmpty()
                        ? Future.succeededFuture(Optional.<String>empty())
                        : record(prepared.get()));
    return signing;
  }

  /** Signs all that has been appended until now, likewise. */
  Future<Optional<String>> signAll() {
    return signing.transform(signed -> sign());
  }

  private Future<Optional<String>> record(SignedCheckpoint prepared) {
    Checkpoint checkpoint = prepared.checkpoint();
    LogCheckpoint message =
        new LogCheckpoint(
            checkpoint.size(),
            checkpoint.root().toString(),
            log.tree().key().toString(),
            prepared.note().toString(),
            node);
    return bus.request(
            Address.RECORD_CHECKPOINT,
            new RecordCheckpoint(message, log.tree().signedSize()),
            TIMEOUT_MILLIS)
        .compose(recorded -> compare(prepared, recorded));
  }

  private Future<Optional<String>> compare(SignedCheckpoint prepared, CheckpointRecorded recorded) {
    if (!recorded.previousKnown()) {
      return Future.succeededFuture(
          Optional.of(
              ("the database knows nothing of the %d lines that this node has signed: it was"
                      + " restored from an older state")
                  .formatted(log.tree().signedSize())));
    }
    long size = prepared.checkpoint().size();
    return writer
        .executeBlocking(() -> differing(size, recorded))
        .compose(
            differing -> {
              if (differing != null) {
                return name(differing).map(Optional::of);
              }
              agreed = size;
              return recorded.ownHighest() > size
                  // Lines that it signed once are still on their way into the files again.
                  ? Future.succeededFuture(Optional.empty())
                  : publish(prepared).map(Optional.empty());
            });
  }

  private @Nullable LogCheckpoint differing(long size, CheckpointRecorded recorded) {
    for (LogCheckpoint earlier : recorded.earlier()) {
      if (!log.tree().rootOver(earlier.size(), size).toString().equals(earlier.root())) {
        return earlier;
      }
    }
    return null;
  }

  private Future<Void> publish(SignedCheckpoint prepared) {
    return writer.executeBlocking(
        () -> {
          log.tree().publish(prepared);
          return null;
        });
  }

  /** Says which line it is, by the events of the database. */
  private Future<String> name(LogCheckpoint other) {
    String signed =
        "%s has signed other lines than this node among the first %d"
            .formatted(
                other.key().equals(log.tree().key().toString()) ? "this node's key" : other.node(),
                other.size());
    LOG.warn("{}; the lines are compared with the database", signed);
    return writer
        .executeBlocking(log::removed)
        .compose(
            removed ->
                firstDiffering(Math.max(removed, Math.min(agreed, other.size())), other.size()))
        .map(
            line ->
                line == 0
                    ? signed + ", and this node's are what the database holds: look at the other's"
                    : signed + "; its line %d is not the database's event".formatted(line));
  }

  /** The number of the first line that is not the database's event; 0 where all are. */
  Future<Long> firstDiffering(long after, long last) {
    if (after >= last) {
      return Future.succeededFuture(0L);
    }
    int limit = (int) Math.min(LINES_COMPARED, last - after);
    return bus.request(Address.READ_EVENTS, new ReadEvents(after, limit), TIMEOUT_MILLIS)
        .compose(read -> writer.executeBlocking(() -> firstDiffering(after, read)))
        .compose(
            differing ->
                differing > 0
                    ? Future.succeededFuture(differing)
                    : firstDiffering(-differing, last));
  }

  /**
   * The number of the first line that differs, or that of the last one that is the same, negated.
   */
  private long firstDiffering(long after, EventsRead read) throws IOException {
    if (read.events().isEmpty()) {
      return after + 1;
    }
    long differing = log.firstDifference(read.events());
    return differing > 0 ? differing : -(after + read.events().size());
  }
}
