package io.tallystick.audit;

import io.tallystick.config.AuditSettings;
import io.tallystick.event.AuditEvent;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.AuditLag;
import io.tallystick.eventbus.message.EventsRead;
import io.tallystick.eventbus.message.Health;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.log.EventLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the events of the database and appends each of them to the event log once.
 *
 * <p>Runs on one event loop. The files are written on a worker thread, one append at a time.
 */
final class EventLogFollower {

  private static final Logger LOG = LoggerFactory.getLogger(EventLogFollower.class);
  private static final int READ_LIMIT = 2_000;
  // Each append costs a flush to disk and several thread switches. Under load, the pause lets one
  // append write the events of several batches.
  private static final long PAUSE_MILLIS = 50;

  /** Whether the log is known to be a prefix of the events in the database. */
  private enum State {
    UNCHECKED,
    FOLLOWING,
    DIVERGED
  }

  /** What to do after a poll. */
  private enum Next {
    /** Poll at once: there are more events. */
    POLL,
    /** Pause, then poll if there are more events by then. */
    PAUSE,
    /** Wait for {@link #wake} or {@link #committed}. */
    WAIT
  }

  // While a log that has not reached this number is stopping, it has more to append.
  private static final long NOT_STOPPING = -1;

  private final Vertx vertx;
  private final EventLog log;
  private final LogWriter writer;
  private final EventConsole console;
  private final DatabaseAnswers database;
  private final CheckpointSigner signer;
  private final FollowerHealth health;
  private final int checkpointEvents;
  private State state = State.UNCHECKED;
  private boolean polling;
  private boolean pollAgain;
  private boolean pausing;
  private long lastCommitted;
  private long end = NOT_STOPPING;
  private final Promise<Void> caughtUp = Promise.promise();
  private boolean signingFailed;

  EventLogFollower(
      Vertx vertx,
      Bus bus,
      EventLog log,
      LogWriter writer,
      EventConsole console,
      String node,
      AuditSettings settings) {
    this.checkpointEvents = settings.checkpointEvents();
    this.health = new FollowerHealth(new EventLogLag(settings.maxLag(), System::nanoTime));
    health.written(log.lastSeq());
    this.vertx = vertx;
    this.log = log;
    this.writer = writer;
    this.console = console;
    this.database = new DatabaseAnswers(bus, log, writer);
    this.signer = new CheckpointSigner(bus, log, writer, database, node);
    log.tree().divergence().ifPresent(this::markDiverged);
  }

  /** Polls for new events now. If a poll is in progress, polls again as soon as it ends. */
  void wake() {
    if (polling) {
      pollAgain = true;
    } else {
      poll();
    }
  }

  /** Polls now or soon, unless this committed event is already in the log. */
  void committed(long seq) {
    lastCommitted = Math.max(lastCommitted, seq);
    health.committed(seq);
    if (state != State.DIVERGED && !polling && !pausing && lastCommitted > log.lastSeq()) {
      poll();
    }
  }

  /**
   * Appends the events that have a number when this is called, and then no more, however many
   * follow. To be called once.
   *
   * @return completes when they are appended, or if the log has diverged. Fails at the first fault:
   *     no event is lost by that, since the next start goes on from the last line
   */
  Future<Void> catchUp() {
    database
        .lastNumber()
        .onSuccess(
            last -> {
              end = Math.max(last, lastCommitted);
              wake();
            })
        .onFailure(caughtUp::tryFail);
    return caughtUp.future();
  }

  /** The number that {@link #catchUp} appends up to; empty if it is not known. */
  OptionalLong end() {
    return end == NOT_STOPPING ? OptionalLong.empty() : OptionalLong.of(end);
  }

  private boolean isDone() {
    return end != NOT_STOPPING && (state == State.DIVERGED || log.lastSeq() >= end);
  }

  // Polls follow each other through this method, not through a chain of futures. Under load the
  // chain might never end.
  private void poll() {
    if (writer.isClosed()) {
      return;
    }
    if (isDone()) {
      caughtUp.tryComplete();
      return;
    }
    polling = true;
    pollAgain = false;
    advance()
        .onSuccess(
            next -> {
              polling = false;
              if (next == Next.POLL || pollAgain || isDone()) {
                poll();
              } else if (next == Next.PAUSE || end != NOT_STOPPING) {
                pause();
              }
            })
        .onFailure(
            cause -> {
              polling = false;
              if (end != NOT_STOPPING) {
                caughtUp.tryFail(cause);
              } else if (!writer.isClosed()) {
                health.failed(cause, log.lastSeq());
              }
            });
  }

  private void pause() {
    pausing = true;
    vertx.setTimer(
        PAUSE_MILLIS,
        fired -> {
          pausing = false;
          if (end == NOT_STOPPING) {
            committed(lastCommitted);
          } else {
            wake();
          }
        });
  }

  /** Signs the new lines unless the log has diverged. Completes when that is done or has failed. */
  Future<Void> sign() {
    return signWith(signer::sign);
  }

  /** Like {@link #sign}, but includes all lines that were appended until now. */
  Future<Void> signAll() {
    return signWith(signer::signAll);
  }

  private Future<Void> signWith(Supplier<Future<Optional<String>>> signing) {
    if (state != State.FOLLOWING || writer.isClosed()) {
      return Future.succeededFuture();
    }
    return findLoss()
        .compose(
            loss ->
                loss.isPresent() ? Future.succeededFuture(Optional.<String>empty()) : signing.get())
        .<Void>map(
            differing -> {
              signingFailed = false;
              differing.ifPresent(this::markDiverged);
              return null;
            })
        .recover(
            cause -> {
              if (!signingFailed && !writer.isClosed()) {
                LOG.warn("Cannot sign a checkpoint now, trying again: {}", cause.toString());
              }
              signingFailed = true;
              return Future.succeededFuture();
            });
  }

  /**
   * How far the event log is behind the database. A log that has diverged stops no issue of tokens,
   * because it does not catch up.
   */
  AuditLag lag(String node) {
    AuditLag lag = health.lag(node);
    return state == State.DIVERGED ? new AuditLag(node, lag.behind(), false) : lag;
  }

  /** The state of the event log for operators. */
  Health health() {
    return state == State.DIVERGED ? new Health(true, "diverged") : health.health();
  }

  private Future<Next> advance() {
    return switch (state) {
      case UNCHECKED -> findLoss().compose(loss -> compareWithDatabase());
      case FOLLOWING -> appendNext();
      case DIVERGED -> countMissing();
    };
  }

  private Future<Next> appendNext() {
    return database
        .following(READ_LIMIT)
        .compose(
            following -> {
              EventsRead read = following.read();
              health.committed(read.last());
              if (following.difference() != null) {
                markDiverged(following.difference().text());
                return Future.succeededFuture(Next.WAIT);
              }
              if (read.events().isEmpty()) {
                health.written(log.lastSeq());
                return Future.succeededFuture(Next.WAIT);
              }
              return append(read.events())
                  .map(
                      appended ->
                          end != NOT_STOPPING || read.last() > log.lastSeq()
                              ? Next.POLL
                              : Next.PAUSE);
            });
  }

  /** The lag of a log that has diverged grows, and operators should see that. */
  private Future<Next> countMissing() {
    return database
        .lastNumber()
        .map(
            last -> {
              health.committed(last);
              return Next.WAIT;
            });
  }

  private Future<Void> append(List<AuditEvent> events) {
    health.writing();
    return writer
        .run(
            () -> {
              Optional<String> loss = log.goBackIfLinesAreLost();
              Lines lines = Lines.of(events);
              // If lines were lost since the events were read, others come next.
              if (lines.first() == log.lastSeq() + 1) {
                log.append(lines);
                console.write(lines);
              }
              return loss;
            })
        .onFailure(cause -> health.notWritten())
        .map(
            loss -> {
              health.written(log.lastSeq());
              if (loss.isPresent()) {
                writeAgain(loss.get());
              } else {
                log.tree().divergence().ifPresent(this::markDiverged);
              }
              if (log.lastSeq() - log.tree().signedSize() >= checkpointEvents) {
                sign();
              }
              return null;
            });
  }

  /**
   * Looks whether lines were lost. If that fails, polls repeat it, and nothing is signed before.
   */
  private Future<Optional<String>> findLoss() {
    return writer
        .run(log::goBackIfLinesAreLost)
        .onSuccess(loss -> loss.ifPresent(this::writeAgain))
        .onFailure(
            cause -> {
              if (state == State.FOLLOWING) {
                state = State.UNCHECKED;
              }
            });
  }

  /** Goes on from the lines that are left, if they are what they should be. */
  private void writeAgain(String loss) {
    LOG.error(
        "{} while the service was running. Its lines after {} are written again from the database."
            + " Nothing but this service may change the files of the event log",
        loss,
        log.lastSeq());
    if (state != State.DIVERGED) {
      state = State.UNCHECKED;
    }
    log.tree().divergence().ifPresent(this::markDiverged);
    committed(lastCommitted);
  }

  /**
   * Checks that the files are a prefix of the events in the database; appending to other files
   * would hide the difference. It compares the last line and all lines that are not signed yet, so
   * that no wrong line gets signed.
   */
  private Future<Next> compareWithDatabase() {
    long last = log.lastSeq();
    if (last == 0) {
      state = State.FOLLOWING;
      return Future.succeededFuture(Next.POLL);
    }
    return database
        .following(1)
        .compose(
            following -> {
              health.committed(following.read().last());
              return following.difference() == null
                  ? database.compare(Math.min(log.tree().signedSize(), last - 1), last)
                  : Future.succeededFuture(Optional.of(following.difference()));
            })
        .map(
            difference -> {
              state = State.FOLLOWING;
              difference.ifPresent(found -> markDiverged(found.text()));
              return difference.isPresent() ? Next.WAIT : Next.POLL;
            });
  }

  private void markDiverged(String difference) {
    state = State.DIVERGED;
    LOG.error(
        "The event log differs from the database or from what was signed: {}. Nothing more is"
            + " appended or signed. Find out which of them was changed or restored. To follow the"
            + " database again, move the files of the event log away and restart.",
        difference);
  }
}
