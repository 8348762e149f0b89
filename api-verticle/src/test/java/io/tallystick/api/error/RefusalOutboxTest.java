package io.tallystick.api.error;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.MessageCodecs;
import io.tallystick.eventbus.message.RefusalsTaken;
import io.tallystick.testing.SampleEvents;
import io.tallystick.testing.TestLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each refused attempt is handed to an event log, or counted as lost. */
class RefusalOutboxTest {

  private static final Random RANDOM = new Random(14);

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Refusal> taken = new CopyOnWriteArrayList<>();
  private final Bus bus;
  private final RefusalOutbox outbox;

  RefusalOutboxTest() {
    MessageCodecs.register(vertx.eventBus());
    bus = Bus.local(vertx);
    outbox = new RefusalOutbox(vertx, bus, meters);
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void attemptsWaitUntilThereIsAnEventLogAndAreHandedOverOnceInTheirOrder() throws Exception {
    List<Refusal> attempts = add(1_200);
    startEventLog();
    onLoop(() -> outbox.close(Duration.ofMinutes(2)));

    assertThat(taken).isEqualTo(attempts);
    assertThat(lost()).isZero();
  }

  @Test
  void aStopWithoutAnEventLogSaysHowManyAreLost() throws Exception {
    TestLog log = TestLog.fromHere();
    add(3);

    onLoop(() -> outbox.close(Duration.ofMillis(1)));
    startEventLog();

    assertThat(lost()).isEqualTo(3);
    assertThat(log.lines()).anyMatch(line -> line.contains("3 refused attempts are lost"));
    add(2);
    assertThat(lost()).isEqualTo(5);
    assertThat(taken).isEmpty();
  }

  @Test
  void moreThanCanBeKeptAreCounted() throws Exception {
    TestLog log = TestLog.fromHere();
    List<Refusal> attempts = add(10_400);
    assertThat(lost()).isEqualTo(400);
    startEventLog();

    await().until(() -> taken.size() >= 10_000);
    assertThat(taken).isEqualTo(attempts.subList(0, 10_000));
    await().until(() -> log.lines().stream().anyMatch(l -> l.contains("400 refused attempts are")));
  }

  private List<Refusal> add(int attempts) throws Exception {
    List<Refusal> all =
        Stream.generate(() -> SampleEvents.randomRefusal(RANDOM)).limit(attempts).toList();
    onLoop(
        () -> {
          all.forEach(outbox::add);
          return Future.succeededFuture();
        });
    return all;
  }

  private void startEventLog() throws Exception {
    onLoop(
        () -> {
          bus.answer(
              Address.RECORD_REFUSALS,
              message -> {
                taken.addAll(message.attempts());
                return Future.succeededFuture(new RefusalsTaken());
              });
          return Future.succeededFuture();
        });
  }

  private double lost() {
    return meters.get("tallystick.api.refusals.lost").counter().count();
  }

  private void onLoop(Callable<Future<Void>> work) throws Exception {
    Future.<Void>future(
            promise ->
                loop.runOnContext(
                    now -> {
                      try {
                        work.call().onComplete(promise);
                      } catch (Exception e) {
                        promise.fail(e);
                      }
                    }))
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }
}
