package io.tallystick.audit;

import io.tallystick.config.AuditSettings;
import io.tallystick.event.AuditEvent;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.AuditLag;
import io.tallystick.eventbus.message.EventsRead;
import io.tallystick.eventbus.message.Health;
import io.tallystick.eventbus.message.ReadEvents;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.log.EventLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.Optional;
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
  private static final Logger AUDIT = LoggerFactory.getLogger("tallystick.audit");
  private static final int READ_LIMIT = 2_000;
  // Each append costs a flush to disk and several thread switches. Under load, the pause lets one
  // append write the events of several batches.
  private static final long PAUSE_MILLIS = 50;
  private static final long READ_TIMEOUT_MILLIS = 10_000;

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

  private final Bus bus;
  private final Vertx vertx;
  private final EventLog log;
  private final WorkerExecutor writer;
  private final CheckpointSigner signer;
  private final FollowerHealth health;
  private final int checkpointEvents;
  private State state = State.UNCHECKED;
  private boolean polling;
  private boolean pollAgain;
  private boolean pausing;
  private long lastCommitted;
  private boolean stopping;
  private Promise<Void> caughtUp = Promise.promise();
  private boolean signingFailed;

  EventLogFollower(Vertx vertx, Bus bus, EventLog log, String node, AuditSettings settings) {
    this.bus = bus;
    this.checkpointEvents = settings.checkpointEvents();
    this.health = new FollowerHealth(new EventLogLag(settings.maxLag(), System::nanoTime));
    health.written(log.lastSeq());
    this.vertx = vertx;
    this.log = log;
    // A dedicated thread keeps its caches warm. Appends run one after another anyway.
    this.writer = vertx.createSharedWorkerExecutor("tallystick-event-log", 1);
    this.signer = new CheckpointSigner(bus, log, writer, node);
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
    if (!polling && !pausing && lastCommitted > log.lastSeq()) {
      poll();
    }
  }

  /**
   * Polls until there are no more events, without pauses.
   *
   * @return completes when a poll that begins after this call finds no events or fails; never fails
   */
  Future<Void> catchUp() {
    Promise<Void> promise = Promise.promise();
    caughtUp = promise;
    stopping = true;
    wake();
    return promise.future();
  }

  // Polls follow each other through this method, not through a chain of futures. Under load the
  // chain might never end.
  private void poll() {
    polling = true;
    pollAgain = false;
    advance()
        .onSuccess(
            next -> {
              polling = false;
              if (next == Next.POLL || pollAgain) {
                poll();
              } else if (stopping) {
                caughtUp.tryComplete();
              } else if (next == Next.PAUSE) {
                pause();
              }
            })
        .onFailure(
            cause -> {
              polling = false;
              health.failed(cause, log.lastSeq());
              caughtUp.tryComplete();
            });
  }

  private void pause() {
    pausing = true;
    vertx.setTimer(
        PAUSE_MILLIS,
        fired -> {
          pausing = false;
          committed(lastCommitted);
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
    if (state != State.FOLLOWING) {
      return Future.succeededFuture();
    }
    return signing
        .get()
        .<Void>map(
            differing -> {
              signingFailed = false;
              differing.ifPresent(this::markDiverged);
              return null;
            })
        .recover(
            cause -> {
              if (!signingFailed) {
                LOG.warn("Cannot sign a checkpoint now, trying again: {}", cause.toString());
              }
              signingFailed = true;
              return Future.succeededFuture();
            });
  }

  /**
   * How far the event log is behind the database. A log that has diverged reports no lag, because
   * it does not catch up.
   */
  AuditLag lag(String node) {
    return state == State.DIVERGED ? new AuditLag(node, 0, false) : health.lag(node);
  }

  /** The state of the event log for operators. */
  Health health() {
    return state == State.DIVERGED ? new Health(true, "diverged") : health.health();
  }

  private Future<Next> advance() {
    return switch (state) {
      case UNCHECKED -> compareWithDatabase();
      case FOLLOWING -> appendNext();
      case DIVERGED -> Future.succeededFuture(Next.WAIT);
    };
  }

  private Future<Next> appendNext() {
    return read(log.lastSeq(), READ_LIMIT)
        .compose(
            read -> {
              health.committed(read.last());
              if (read.last() < log.lastSeq()) {
                markDiverged(
                    "it has line %d, but the database ends with event %d"
                        .formatted(log.lastSeq(), read.last()));
              }
              if (read.events().isEmpty()) {
                health.written(log.lastSeq());
                return Future.succeededFuture(Next.WAIT);
              }
              return append(read.events())
                  .map(
                      appended -> stopping || read.last() > log.lastSeq() ? Next.POLL : Next.PAUSE);
            });
  }

  private Future<Void> append(List<AuditEvent> events) {
    health.writing();
    return writer
        .executeBlocking(
            () -> {
              Lines lines = Lines.of(events);
              log.append(lines);
              for (int i = 0; AUDIT.isInfoEnabled() && i < lines.size(); i++) {
                AUDIT.info(lines.text(i));
              }
              return log.tree().divergence();
            })
        .onFailure(cause -> health.notWritten())
        .map(
            divergence -> {
              health.written(log.lastSeq());
              divergence.ifPresent(this::markDiverged);
              if (log.lastSeq() - log.tree().signedSize() >= checkpointEvents) {
                sign();
              }
              return null;
            });
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
    return read(last, 1)
        .compose(
            read -> {
              if (read.last() < last) {
                markDiverged(
                    "it has line %d, but the database ends with event %d"
                        .formatted(last, read.last()));
                return Future.succeededFuture(Next.POLL);
              }
              return signer
                  .firstDiffering(Math.min(log.tree().signedSize(), last - 1), last)
                  .map(this::followUnlessDiffering);
            });
  }

  private Next followUnlessDiffering(long differing) {
    if (differing > 0) {
      markDiverged(
          "its line %d differs from event %d in the database".formatted(differing, differing));
    } else {
      state = State.FOLLOWING;
    }
    return Next.POLL;
  }

  private void markDiverged(String difference) {
    state = State.DIVERGED;
    LOG.error(
        "The event log differs from the database or from what was signed: {}. Nothing more is"
            + " appended or signed. Find out which of them was changed or restored. To follow the"
            + " database again, move the files of the event log away and restart.",
        difference);
  }

  private Future<EventsRead> read(long after, int limit) {
    return bus.request(Address.READ_EVENTS, new ReadEvents(after, limit), READ_TIMEOUT_MILLIS);
  }
}
