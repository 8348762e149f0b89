package io.tallystick.audit;

import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.config.AuditSettings;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.AuditLag;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Topic;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records refused attempts, and writes the event log. */
public final class AuditVerticle extends VerticleBase {

  private static final long STOP_SECONDS = 5;
  private static final long LAG_MILLIS = 1_000;
  private static final long MINUTE_MILLIS = 60_000;
  // Compressing a segment takes some tenths of a second: a small part of a processor.
  private static final long KEEP_MILLIS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(AuditVerticle.class);

  private final AuditSettings settings;
  private final String nodeName;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private @Nullable EventLog log;
  private @Nullable Tail tail;
  private @Nullable RefusalRecorder refusals;

  /**
   * A verticle that has not started.
   *
   * @param nodeName whose event log it is
   * @param clock by which segments grow old
   * @param meters where the event log's state is shown
   */
  public AuditVerticle(
      AuditSettings settings, String nodeName, InstantSource clock, MeterRegistry meters) {
    this.settings = settings;
    this.nodeName = nodeName;
    this.clock = clock;
    this.meters = meters;
  }

  /** Opens the event log; the future fails where its files are damaged or in use. */
  @Override
  public Future<?> start() {
    Path ownKey = settings.directory().resolve(LogTree.KEY);
    Path keyFile = settings.keyFile() == null ? ownKey : settings.keyFile();
    return vertx
        .executeBlocking(
            () ->
                EventLog.open(
                    settings.directory(), settings.origin(), keyFile, file -> file.force(false)))
        .onSuccess(this::follow);
  }

  /** Writes what is under way, for some seconds at the most, then closes the files. */
  @Override
  public Future<?> stop() {
    Future<Void> recorded = refusals == null ? Future.succeededFuture() : refusals.drain();
    return recorded
        .compose(drained -> tail == null ? Future.succeededFuture() : tail.catchUp())
        .compose(caughtUp -> tail == null ? Future.succeededFuture() : tail.signAll())
        .timeout(STOP_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty()
        .eventually(this::close);
  }

  private void follow(EventLog opened) {
    Bus bus = Bus.of(vertx);
    Tail following = new Tail(vertx, bus, opened, nodeName, settings);
    RefusalRecorder recorder =
        new RefusalRecorder(vertx, bus, settings.maxBuffered(), new Flood(settings.maxRefusals()));
    SegmentKeeper keeper =
        new SegmentKeeper(settings.directory(), settings.compressAfter(), settings.retention());
    LogMetrics metrics = new LogMetrics(meters);
    log = opened;
    tail = following;
    refusals = recorder;

    bus.listen(Topic.REFUSED, recorder::record);
    bus.listen(Topic.RECORDED, recorded -> following.announce(recorded.seq()));
    bus.answer(Address.AUDIT_HEALTH, check -> Future.succeededFuture(following.health()));
    vertx.setPeriodic(0, settings.pollInterval().toMillis(), poll -> following.wake());
    vertx.setPeriodic(settings.checkpointInterval().toMillis(), timer -> following.sign());
    vertx.setPeriodic(
        0,
        LAG_MILLIS,
        timer -> {
          AuditLag lag = following.lag(nodeName);
          bus.publish(Topic.AUDIT_LAG, lag);
          metrics.show(opened, lag.behind(), following.health());
        });
    vertx.setPeriodic(MINUTE_MILLIS, timer -> recorder.nextMinute());
    vertx.setPeriodic(KEEP_MILLIS, timer -> keep(keeper, opened.tree()));
  }

  private void keep(SegmentKeeper keeper, LogTree tree) {
    vertx
        .executeBlocking(
            () -> {
              keeper.keep(tree.signedSize(), clock.instant());
              return null;
            })
        .onFailure(cause -> LOG.warn("Segments are not kept in order: {}", cause.toString()));
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
