package io.tallystick.audit;

import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.CheckpointRecorded;
import io.tallystick.eventbus.message.LogCheckpoint;
import io.tallystick.eventbus.message.RecordCheckpoint;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.note.Checkpoint;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs checkpoints. A checkpoint is recorded in the database before it is published, and compared
 * with the checkpoints that this node and others recorded there earlier. Each of those must be a
 * prefix of this node's log. If one is not, the database is asked again before that counts.
 *
 * <p>Runs on one event loop. The log's files are read and written on a worker thread.
 */
final class CheckpointSigner {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointSigner.class);
  private static final long TIMEOUT_MILLIS = 10_000;

  private final Bus bus;
  private final EventLog log;
  private final LogWriter writer;
  private final DatabaseAnswers database;
  private final String node;
  // Number of lines that matched the checkpoints in the database so far.
  private long matchedLines;
  private Future<Optional<String>> signing = Future.succeededFuture(Optional.empty());

  CheckpointSigner(Bus bus, EventLog log, LogWriter writer, DatabaseAnswers database, String node) {
    this.database = database;
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
            .run(log.tree()::prepare)
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
    return ask(prepared, false)
        .compose(
            first ->
                contradiction(prepared, first)
                    .compose(
                        found ->
                            found.isEmpty()
                                ? publishUnlessOlder(prepared, first)
                                : confirm(prepared, first)));
  }

  /** Asks the primary again, because an answer has contradicted this node's log. */
  private Future<Optional<String>> confirm(SignedCheckpoint prepared, CheckpointRecorded first) {
    return ask(prepared, true)
        .compose(
            again ->
                contradiction(prepared, again)
                    .compose(
                        found -> {
                          if (found.isEmpty()) {
                            database.contradicted(first.server(), again.server());
                            return publishUnlessOlder(prepared, again);
                          }
                          String agreed = DatabaseAnswers.agreed(first.server(), again.server());
                          return describe(found.get())
                              .map(text -> Optional.of("%s (%s)".formatted(text, agreed)));
                        }));
  }

  private Future<CheckpointRecorded> ask(SignedCheckpoint prepared, boolean confirm) {
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
        new RecordCheckpoint(message, log.tree().signedSize(), confirm),
        TIMEOUT_MILLIS);
  }

  /**
   * What in an answer contradicts this node's log.
   *
   * @param other a checkpoint that is not a prefix of the log; null if the database knows nothing
   *     of what this node has signed
   */
  private record Contradiction(@Nullable LogCheckpoint other) {}

  private Future<Optional<Contradiction>> contradiction(
      SignedCheckpoint prepared, CheckpointRecorded recorded) {
    if (!recorded.previousKnown()) {
      return Future.succeededFuture(Optional.of(new Contradiction(null)));
    }
    long size = prepared.checkpoint().size();
    return writer.run(() -> firstMismatch(size, recorded).map(Contradiction::new));
  }

  private Optional<LogCheckpoint> firstMismatch(long size, CheckpointRecorded recorded) {
    return recorded.earlier().stream()
        .filter(
            earlier -> !log.tree().rootOver(earlier.size(), size).toString().equals(earlier.root()))
        .findFirst();
  }

  private Future<Optional<String>> publishUnlessOlder(
      SignedCheckpoint prepared, CheckpointRecorded recorded) {
    matchedLines = prepared.checkpoint().size();
    return recorded.ownHighest() > matchedLines
        // This node has signed more lines before, so its files are older. Nothing is published
        // until they have caught up.
        ? Future.succeededFuture(Optional.empty())
        : publish(prepared).map(Optional.empty());
  }

  private Future<Void> publish(SignedCheckpoint prepared) {
    return writer.run(
        () -> {
          log.tree().publish(prepared);
          return null;
        });
  }

  /** Describes a contradiction, with the number of the wrong line if there is one. */
  private Future<String> describe(Contradiction found) {
    LogCheckpoint other = found.other();
    if (other == null) {
      return Future.succeededFuture(
          ("the database has no record of the %d lines that this node has signed: it was restored"
                  + " from an older state")
              .formatted(log.tree().signedSize()));
    }
    String signed =
        "%s has signed other lines than this node among the first %d"
            .formatted(
                other.key().equals(log.tree().key().toString()) ? "this node's key" : other.node(),
                other.size());
    LOG.warn("{}; comparing the lines with the database", signed);
    return writer
        .run(log::removed)
        .compose(
            removed ->
                database.compare(
                    Math.max(removed, Math.min(matchedLines, other.size())), other.size()))
        .map(
            difference ->
                difference
                    .map(
                        wrong ->
                            signed
                                + "; its line %d differs from the event in the database"
                                    .formatted(wrong.line()))
                    .orElse(
                        signed
                            + ", and this node's lines match the database: examine the other log"));
  }
}
