package io.tallystick.audit;

import io.tallystick.config.AuditSettings;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Topic;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Records refused attempts, and writes the event log. */
public final class AuditVerticle extends VerticleBase {

  private static final long STOP_SECONDS = 5;

  private final AuditSettings settings;
  private @Nullable EventLog log;
  private @Nullable Tail tail;
  private @Nullable RefusalRecorder refusals;

  public AuditVerticle(AuditSettings settings) {
    this.settings = settings;
  }

  /** Opens the event log; the future fails where its files are damaged or in use. */
  @Override
  public Future<?> start() {
    return vertx
        .executeBlocking(() -> EventLog.open(settings.directory(), settings.origin()))
        .onSuccess(this::follow);
  }

  /** Writes what is under way, for some seconds at the most, then closes the files. */
  @Override
  public Future<?> stop() {
    Future<Void> recorded = refusals == null ? Future.succeededFuture() : refusals.drain();
    return recorded
        .compose(drained -> tail == null ? Future.succeededFuture() : tail.catchUp())
        .compose(caughtUp -> tail == null ? Future.succeededFuture() : tail.sign())
        .timeout(STOP_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty()
        .eventually(this::close);
  }

  private void follow(EventLog opened) {
    Bus bus = new Bus(vertx.eventBus());
    Tail following = new Tail(vertx, bus, opened);
    RefusalRecorder recorder = new RefusalRecorder(vertx, bus, settings.maxBuffered());
    log = opened;
    tail = following;
    refusals = recorder;

    bus.listen(Topic.REFUSED, recorder::record);
    bus.listen(Topic.RECORDED, recorded -> following.announce(recorded.seq()));
    bus.answer(Address.AUDIT_HEALTH, check -> Future.succeededFuture(following.health()));
    vertx.setPeriodic(0, settings.pollInterval().toMillis(), poll -> following.wake());
    vertx.setPeriodic(settings.checkpointInterval().toMillis(), timer -> following.sign());
  }

  private Future<Void> close() {
    EventLog opened = log;
    return opened == null
        ? Future.succeededFuture()
        : vertx.executeBlocking(
            () -> {
              opened.close();
              return null;
            });
  }
}
