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
 * Signs checkpoints. A checkpoint is recorded in the database before it is published, and compared
 * with the checkpoints that this node and others recorded there earlier. Each of those must be a
 * prefix of this node's log.
 *
 * <p>Runs on one event loop. The log's files are read and written on a worker thread.
 */
final class CheckpointSigner {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointSigner.class);
  private static final long TIMEOUT_MILLIS = 10_000;
  private static final int COMPARE_LIMIT = 2_000;

  private final Bus bus;
  private final EventLog log;
  private final WorkerExecutor writer;
  private final String node;
  // Number of lines that matched the checkpoints in the database so far.
  private long matchedLines;
  private Future<Optional<String>> signing = Future.succeededFuture(Optional.empty());

  CheckpointSigner(Bus bus, EventLog log, WorkerExecutor writer, String node) {
    this.bus = bus;
    this.log = log;
    this.writer = writer;
    this.node = node;
  }

  /**
   * Signs the lines that were appended since the last checkpoint. Does nothing if there are none.
   * If a checkpoint is being signed already, returns its result.
   *
   * @return how the log differs from the recorded checkpoints, in which case nothing is signed;
   *     empty if it does not differ. Fails if the database does not answer or files cannot be
   *     written; the next call tries again
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

  /**
   * Signs all lines that were appended until now. If a checkpoint is being signed already, signs
   * another one after it. The result is that of {@link #sign}.
   */
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
              ("the database has no record of the %d lines that this node has signed: it was"
                      + " restored from an older state")
                  .formatted(log.tree().signedSize())));
    }
    long size = prepared.checkpoint().size();
    return writer
        .executeBlocking(() -> firstMismatch(size, recorded))
        .compose(
            mismatch -> {
              if (mismatch != null) {
                return describe(mismatch).map(Optional::of);
              }
              matchedLines = size;
              return recorded.ownHighest() > size
                  // This node has signed more lines before, so its files are older. Nothing is
                  // published until they have caught up.
                  ? Future.succeededFuture(Optional.empty())
                  : publish(prepared).map(Optional.empty());
            });
  }

  private @Nullable LogCheckpoint firstMismatch(long size, CheckpointRecorded recorded) {
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

  /** Describes how the log differs from another checkpoint, with the number of the wrong line. */
  private Future<String> describe(LogCheckpoint other) {
    String signed =
        "%s has signed other lines than this node among the first %d"
            .formatted(
                other.key().equals(log.tree().key().toString()) ? "this node's key" : other.node(),
                other.size());
    LOG.warn("{}; comparing the lines with the database", signed);
    return writer
        .executeBlocking(log::removed)
        .compose(
            removed ->
                firstDiffering(
                    Math.max(removed, Math.min(matchedLines, other.size())), other.size()))
        .map(
            line ->
                line == 0
                    ? signed + ", and this node's lines match the database: examine the other log"
                    : signed
                        + "; its line %d differs from the event in the database".formatted(line));
  }

  /**
   * Compares lines with the events in the database.
   *
   * @param after the number before the first line
   * @param last the number of the last line
   * @return the number of the first line that differs from its event; 0 if none does. Fails if the
   *     database does not answer or the lines cannot be read
   */
  Future<Long> firstDiffering(long after, long last) {
    if (after >= last) {
      return Future.succeededFuture(0L);
    }
    int limit = (int) Math.min(COMPARE_LIMIT, last - after);
    return bus.request(Address.READ_EVENTS, new ReadEvents(after, limit), TIMEOUT_MILLIS)
        .compose(read -> writer.executeBlocking(() -> firstDiffering(after, read)))
        .compose(
            differing ->
                differing > 0
                    ? Future.succeededFuture(differing)
                    : firstDiffering(-differing, last));
  }

  /**
   * The number of the first line that differs; if none does, the negated number of the last line
   * that was compared.
   */
  private long firstDiffering(long after, EventsRead read) throws IOException {
    if (read.events().isEmpty()) {
      return after + 1;
    }
    long differing = log.firstDifference(read.events());
    return differing > 0 ? differing : -(after + read.events().size());
  }
}
