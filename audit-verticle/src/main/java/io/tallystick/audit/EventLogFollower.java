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
 * Follows the events of the database, and appends each to the event log once.
 *
 * <p>Lives on one event loop; the log's files are written off it, one append at a time.
 */
final class EventLogFollower {

  private static final Logger LOG = LoggerFactory.getLogger(EventLogFollower.class);
  private static final Logger AUDIT = LoggerFactory.getLogger("tallystick.audit");
  private static final int READ_LIMIT = 2_000;
  // Each append costs a flush to disk and several threads their turns: under load, one carries the
  // lines of several batches.
  private static final long PAUSE_MILLIS = 50;
  private static final long READ_TIMEOUT_MILLIS = 10_000;

  /** Whether the log is known to be the beginning of what the database holds. */
  private enum State {
    UNCHECKED,
    FOLLOWING,
    DIVERGED
  }

  /** What follows a look. */
  private enum Next {
    /** Another look: there is more. */
    LOOK,
    /** A pause, then a look if there is more by then. */
    PAUSE,
    /** Nothing, until woken. */
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
  private boolean busy;
  private boolean wokenMeanwhile;
  private boolean pausing;
  private long announced;
  private boolean stopping;
  private Promise<Void> caughtUp = Promise.promise();
  private boolean isUnsigned;

  EventLogFollower(Vertx vertx, Bus bus, EventLog log, String node, AuditSettings settings) {
    this.bus = bus;
    this.checkpointEvents = settings.checkpointEvents();
    this.health = new FollowerHealth(new EventLogLag(settings.maxLag(), System::nanoTime));
    health.written(log.lastSeq());
    this.vertx = vertx;
    this.log = log;
    // A thread of its own, which keeps its caches; appends come one after another anyway.
    this.writer = vertx.createSharedWorkerExecutor("tallystick-event-log", 1);
    this.signer = new CheckpointSigner(bus, log, writer, node);
    log.tree().divergence().ifPresent(this::diverge);
  }

  /** Looks for new events now, or as soon as the look under way has ended. */
  void wake() {
    if (busy) {
      wokenMeanwhile = true;
    } else {
      look();
    }
  }

  /** Looks for new events, now or soon, if this number, which is committed, is one of them. */
  void announce(long seq) {
    announced = Math.max(announced, seq);
    health.committed(seq);
    if (!busy && !pausing && announced > log.lastSeq()) {
      look();
    }
  }

  /** Completes, never fails, when a look that begins later finds nothing at all, or fails. */
  Future<Void> catchUp() {
    Promise<Void> promise = Promise.promise();
    caughtUp = promise;
    stopping = true;
    wake();
    return promise.future();
  }

  // Looks follow each other through this method, not through one another's futures: under load,
  // there
  // may never be a last one.
  private void look() {
    busy = true;
    wokenMeanwhile = false;
    step()
        .onSuccess(
            next -> {
              busy = false;
              if (next == Next.LOOK || wokenMeanwhile) {
                look();
              } else if (stopping) {
                caughtUp.tryComplete();
              } else if (next == Next.PAUSE) {
                pause();
              }
            })
        .onFailure(
            cause -> {
              busy = false;
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
          announce(announced);
        });
  }

  /**
   * Signs what has been appended, unless the log has diverged; completes, never fails, when that is
   * done.
   */
  Future<Void> sign() {
    return signed(signer::sign);
  }

  /** Signs all that has been appended until now, likewise. */
  Future<Void> signAll() {
    return signed(signer::signAll);
  }

  private Future<Void> signed(Supplier<Future<Optional<String>>> signing) {
    if (state != State.FOLLOWING) {
      return Future.succeededFuture();
    }
    return signing
        .get()
        .<Void>map(
            differing -> {
              isUnsigned = false;
              differing.ifPresent(this::diverge);
              return null;
            })
        .recover(
            cause -> {
              if (!isUnsigned) {
                LOG.warn("No checkpoint is signed now, tries go on: {}", cause.toString());
              }
              isUnsigned = true;
              return Future.succeededFuture();
            });
  }

  /**
   * How far the event log is behind the database; one that has diverged is not told to catch up.
   */
  AuditLag lag(String node) {
    return state == State.DIVERGED ? new AuditLag(node, 0, false) : health.lag(node);
  }

  /** What operators are told. */
  Health health() {
    return state == State.DIVERGED ? new Health(true, "diverged") : health.health();
  }

  private Future<Next> step() {
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
                diverge(
                    "it has line %d, and the database ends with event %d"
                        .formatted(log.lastSeq(), read.last()));
              }
              if (read.events().isEmpty()) {
                health.written(log.lastSeq());
                return Future.succeededFuture(Next.WAIT);
              }
              return append(read.events())
                  .map(
                      appended -> stopping || read.last() > log.lastSeq() ? Next.LOOK : Next.PAUSE);
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
              divergence.ifPresent(this::diverge);
              if (log.lastSeq() - log.tree().signedSize() >= checkpointEvents) {
                sign();
              }
              return null;
            });
  }

  /**
   * The files must be the beginning of what the database holds, or appending would hide it: their
   * last line shows that, and all that are not signed yet, so that none is signed unseen.
   */
  private Future<Next> compareWithDatabase() {
    long last = log.lastSeq();
    if (last == 0) {
      state = State.FOLLOWING;
      return Future.succeededFuture(Next.LOOK);
    }
    return read(last, 1)
        .compose(
            read -> {
              if (read.last() < last) {
                diverge(
                    "it has line %d, and the database ends with event %d"
                        .formatted(last, read.last()));
                return Future.succeededFuture(Next.LOOK);
              }
              return signer
                  .firstDiffering(Math.min(log.tree().signedSize(), last - 1), last)
                  .map(this::follow);
            });
  }

  private Next follow(long differing) {
    if (differing > 0) {
      diverge("its line %d is not the database's event of that number".formatted(differing));
    } else {
      state = State.FOLLOWING;
    }
    return Next.LOOK;
  }

  private void diverge(String how) {
    state = State.DIVERGED;
    LOG.error(
        "The event log is not what the database holds, or not what was signed: {}. Nothing is appended"
            + " or signed any more. Find out which of them was changed or restored; to follow the"
            + " database, move the files of the event log away and start again.",
        how);
  }

  private Future<EventsRead> read(long after, int limit) {
    return bus.request(Address.READ_EVENTS, new ReadEvents(after, limit), READ_TIMEOUT_MILLIS);
  }
}
