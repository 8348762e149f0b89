package io.tallystick.audit;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallystick.event.Action;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.Reason;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.MessageCodecs;
import io.tallystick.eventbus.message.AppendEvents;
import io.tallystick.eventbus.message.EventsAppended;
import io.tallystick.eventbus.message.EventsAppended.Result;
import io.tallystick.eventbus.message.Health;
import io.tallystick.testing.SampleEvents;
import io.tallystick.testing.TestLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Refused attempts on their way to a store that takes them or does not: none is forgotten. */
class RefusalRecorderTest {

  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String LOST = "could not be recorded before the stop";

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong extraNanos = new AtomicLong();
  // What the store has written, by id: an event that is sent again is written once.
  private final Map<UUID, Refusal> written = new ConcurrentHashMap<>();
  private final List<Integer> sent = new CopyOnWriteArrayList<>();
  private volatile Function<AppendEvents, Future<EventsAppended>> store = this::takeAll;
  private Bus bus;
  private RefusalRecorder recorder;
  private TestLog log;

  @BeforeEach
  void start() throws IOException {
    MessageCodecs.register(vertx.eventBus());
    bus = Bus.local(vertx);
    bus.answer(
        Address.APPEND_EVENTS,
        message -> {
          sent.add(message.attempts().size());
          return store.apply(message);
        });
    recorder = recorder(10_000, 1_000_000);
    log = TestLog.fromHere();
  }

  @AfterEach
  void stop() {
    join(vertx.close());
  }

  @Test
  void attemptsOverTheStoresLimitAreSentAgainUntilEachIsWritten() throws Exception {
    store = message -> takeSome(message, 16, Result.OVERLOADED);
    List<Refusal> attempts = attempts(600);

    record(attempts);
    await().until(() -> written.size() == 600);

    assertThat(written.keySet()).containsExactlyInAnyOrderElementsOf(ids(attempts));
    // Smaller batches, not the same one over and over.
    assertThat(sent.stream().mapToInt(n -> n).sum()).isLessThan(3_000);
    assertThat(waiting()).isZero();

    store = this::takeAll;
    sent.clear();
    record(attempts(5_000));
    await().until(() -> written.size() == 5_600);
    assertThat(sent).contains(500);
  }

  @Test
  void attemptsStayInTheOrderInWhichTheyWereRefused() throws Exception {
    List<UUID> order = new CopyOnWriteArrayList<>();
    Random random = new Random(1);
    store =
        message -> {
          List<Result> results = new ArrayList<>();
          boolean takes = true;
          for (Refusal attempt : message.attempts()) {
            takes &= random.nextInt(10) > 0;
            if (takes) {
              order.add(attempt.eventId());
            }
            results.add(takes ? Result.WRITTEN : Result.OVERLOADED);
          }
          return Future.succeededFuture(new EventsAppended(1, results));
        };
    List<Refusal> attempts = attempts(200);

    record(attempts);
    await().until(() -> order.size() >= 200);

    assertThat(order).containsExactlyElementsOf(ids(attempts));
  }

  @Test
  void whileTheStoreIsAwayItIsAskedLessAndLess() throws Exception {
    List<Long> asked = new CopyOnWriteArrayList<>();
    store =
        message -> {
          asked.add(System.nanoTime());
          return Future.failedFuture(Failure.UNAVAILABLE.exception());
        };
    record(attempts(3));

    await().until(() -> asked.size() == 7);
    assertThat(asked.get(6) - asked.get(5)).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_500));
    assertThat(log.lines())
        .filteredOn(line -> line.contains("refused attempts are waiting for the store"))
        .hasSize(1);

    store = this::takeAll;
    await().until(() -> written.size() == 3);
    assertThat(log.lines()).anyMatch(line -> line.contains("that were waiting are recorded"));
  }

  @Test
  void whatTheDatabaseRejectsIsSentInASafeForm() throws Exception {
    store = RefusalRecorderTest.this::takeAscii;
    Refusal greek = attempt("Ω\\é", "x".repeat(2_000));
    List<Refusal> attempts = new ArrayList<>(attempts(5));
    attempts.add(2, greek);

    record(attempts);
    await().until(() -> written.size() == 6);

    Refusal safe = Objects.requireNonNull(written.get(greek.eventId()));
    assertThat(safe.identity()).isEqualTo("\\u03a9\\u005c\\u00e9");
    assertThat(safe.origin().userAgent()).isEqualTo("x".repeat(510));
    assertThat(safe.reason()).isEqualTo(greek.reason());
    assertThat(safe.observedAt()).isEqualTo(greek.observedAt());
    assertThat(meters.get("tallystick.audit.refusals.lost").counter().count()).isZero();
  }

  @Test
  void whatIsRejectedInEveryFormIsCountedAndNamedByItsIdAlone() throws Exception {
    Refusal poison = attempt("somebody", "agent");
    store = message -> takeUnless(message, event -> event.eventId().equals(poison.eventId()));

    record(List.of(poison));
    record(attempts(2));
    await().until(() -> written.size() == 2);
    await().until(() -> waitingAfterAMinute() == 0);

    assertThat(events()).filteredOn(event -> event.identity() == null).hasSize(1);
    assertThat(log.lines())
        .filteredOn(line -> line.contains("ERROR"))
        .singleElement()
        .asString()
        .contains(poison.eventId().toString(), poison.reason())
        .doesNotContain("somebody");
  }

  @Test
  void aSummaryThatIsRejectedInEveryFormIsSaidAsLost() throws Exception {
    store = message -> takeUnless(message, event -> true);

    record(attempts(1));
    await().until(() -> waitingAfterAMinute() == 0);

    assertThat(written).isEmpty();
    assertThat(lost()).isEqualTo(1);
    assertThat(log.lines()).filteredOn(line -> line.contains("ERROR")).hasSize(2);
  }

  @Test
  void aStoreOfAnEarlierReleaseThatRejectsTheWholeBatchIsUnderstood() throws Exception {
    List<Refusal> attempts = new ArrayList<>(attempts(300));
    attempts.add(200, attempt("Ω", "agent"));
    store =
        message ->
            message.attempts().stream().allMatch(RefusalRecorderTest::isAscii)
                ? takeAll(message)
                : Future.failedFuture(Failure.REJECTED.exception());

    record(attempts);
    await().until(() -> written.size() == 301);

    assertThat(sent).hasSizeLessThan(60);
    assertThat(log.lines()).noneMatch(line -> line.contains("ERROR"));
  }

  @Test
  void aStopSaysOnceHowManyAreLost() throws Exception {
    store = message -> Future.failedFuture(Failure.UNAVAILABLE.exception());
    recorder = recorder(10, 1_000_000);

    record(attempts(25));
    drainAndClose(Duration.ofMillis(100));

    assertThat(lost()).isEqualTo(25);
    assertThat(log.lines())
        .filteredOn(line -> line.contains(LOST))
        .singleElement()
        .asString()
        .contains("WARN", "25 refused attempts");
    record(attempts(1));
    assertThat(lost()).isEqualTo(26);
  }

  @Test
  void aStopRecordsWhatWasOnlyCountedEvenIfThatComesLate() throws Exception {
    recorder = recorder(10_000, 5);
    Promise<Void> goOn = Promise.promise();
    store = message -> goOn.future().compose(done -> takeAll(message));
    record(attempts(20));
    Future<Void> drained = onLoop(() -> recorder.drain(LONG));
    record(attempts(20));
    assertThat(drained.isComplete()).isFalse();

    goOn.complete();
    join(drained);
    close();

    assertThat(events().stream().mapToInt(Refusal::count).sum()).isEqualTo(40);
    assertThat(lost()).isZero();
    assertThat(log.lines()).noneMatch(line -> line.contains(LOST));
  }

  @Test
  void attemptsThatWaitForLongAreAProblemForOperators() throws Exception {
    store = message -> Future.failedFuture(Failure.UNAVAILABLE.exception());
    record(attempts(1));
    assertThat(health()).isEqualTo(Health.OK);

    extraNanos.set(TimeUnit.SECONDS.toNanos(11));
    assertThat(health()).isEqualTo("refused attempts are waiting");

    store = this::takeAll;
    await().until(() -> health().equals(Health.OK));
  }

  @Test
  void whateverTheStoreDoesEachAttemptIsRecordedCountedOrSaidAsLost() throws Exception {
    for (int seed = 1; seed <= 12; seed++) {
      Random random = new Random(seed);
      store = message -> takeAtRandom(message, random);
      written.clear();
      recorder = recorder(1 + random.nextInt(400), 1 + random.nextInt(60));
      double lostBefore = lost();
      TestLog before = TestLog.fromHere();
      int attempts = 1 + random.nextInt(1_000);

      for (int left = attempts; left > 0; left -= 100) {
        record(randomAttempts(Math.min(100, left), random));
        onLoop(
            () -> {
              if (random.nextInt(4) == 0) {
                recorder.nextMinute();
              }
              return true;
            });
      }
      drainAndClose(seed % 3 == 0 ? Duration.ofMillis(1) : LONG);

      long recorded = events().stream().mapToInt(Refusal::count).sum();
      double lost = lost() - lostBefore;
      assertThat(recorded + lost).as("seed %d", seed).isEqualTo(attempts);
      assertThat(before.lines().stream().filter(line -> line.contains(LOST)).count())
          .isLessThanOrEqualTo(1);
    }
  }

  private Future<EventsAppended> takeAtRandom(AppendEvents message, Random random) {
    if (random.nextInt(5) == 0) {
      Failure[] failures = Failure.values();
      // Only an earlier release rejects all, and it would do so only if one is bad.
      Failure failure = failures[random.nextInt(failures.length)];
      return Future.failedFuture(
          (failure == Failure.REJECTED ? Failure.INTERNAL : failure).exception());
    }
    List<Result> results = new ArrayList<>();
    for (Refusal attempt : message.attempts()) {
      Result result = random.nextInt(10) == 0 ? Result.OVERLOADED : Result.WRITTEN;
      if (random.nextInt(200) == 0) {
        result = Result.UNAVAILABLE;
      }
      if (!isAscii(attempt) || attempt.origin().requestId().startsWith("poison")) {
        result = Result.REJECTED;
      }
      if (result == Result.WRITTEN) {
        written.put(attempt.eventId(), attempt);
      }
      results.add(result);
    }
    return Future.succeededFuture(new EventsAppended(1, results));
  }

  private Future<EventsAppended> takeAll(AppendEvents message) {
    message.attempts().forEach(attempt -> written.put(attempt.eventId(), attempt));
    return Future.succeededFuture(EventsAppended.all(1));
  }

  private Future<EventsAppended> takeAscii(AppendEvents message) {
    return takeUnless(message, event -> !isAscii(event) || agent(event).length() > 510);
  }

  private Future<EventsAppended> takeUnless(AppendEvents message, Predicate<Refusal> rejected) {
    List<Result> results = new ArrayList<>();
    for (Refusal attempt : message.attempts()) {
      results.add(rejected.test(attempt) ? Result.REJECTED : Result.WRITTEN);
      if (!rejected.test(attempt)) {
        written.put(attempt.eventId(), attempt);
      }
    }
    return Future.succeededFuture(new EventsAppended(1, results));
  }

  private Future<EventsAppended> takeSome(AppendEvents message, int limit, Result others) {
    List<Result> results = new ArrayList<>();
    for (Refusal attempt : message.attempts()) {
      boolean takes = results.size() < limit;
      if (takes) {
        assertThat(written.put(attempt.eventId(), attempt)).as("sent once").isNull();
      }
      results.add(takes ? Result.WRITTEN : others);
    }
    return Future.succeededFuture(new EventsAppended(1, results));
  }

  private static boolean isAscii(Refusal event) {
    return String.valueOf(event.identity()).matches("[ -~]*");
  }

  private static String agent(Refusal event) {
    String agent = event.origin().userAgent();
    return agent == null ? "" : agent;
  }

  private RefusalRecorder recorder(int maxBuffered, int maxPerPeer) {
    return new RefusalRecorder(
        vertx,
        bus,
        maxBuffered,
        new RefusalRateLimiter(maxPerPeer),
        new LogMetrics(meters),
        () -> System.nanoTime() + extraNanos.get());
  }

  private void record(List<Refusal> attempts) throws Exception {
    onLoop(
        () -> {
          attempts.forEach(recorder::record);
          return true;
        });
  }

  private void drainAndClose(Duration budget) throws Exception {
    join(onLoop(() -> recorder.drain(budget)));
    close();
  }

  private void close() throws Exception {
    onLoop(
        () -> {
          recorder.close();
          return true;
        });
  }

  private long waiting() throws Exception {
    return onLoop(() -> recorder.waiting());
  }

  private long waitingAfterAMinute() throws Exception {
    return onLoop(
        () -> {
          recorder.nextMinute();
          return recorder.waiting();
        });
  }

  private String health() throws Exception {
    return onLoop(() -> recorder.health().detail());
  }

  private double lost() {
    return meters.get("tallystick.audit.refusals.lost").counter().count();
  }

  private Collection<Refusal> events() {
    return written.values();
  }

  private static List<UUID> ids(List<Refusal> attempts) {
    return attempts.stream().map(Refusal::eventId).toList();
  }

  private static List<Refusal> attempts(int count) {
    return IntStream.range(0, count).mapToObj(i -> attempt("identity" + i, "agent")).toList();
  }

  private static List<Refusal> randomAttempts(int count, Random random) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                attempt(
                    random.nextInt(20) == 0 ? "Ω" : "identity",
                    "agent",
                    random.nextInt(50) == 0 ? "poison" : "request",
                    "10.0.0." + random.nextInt(8)))
        .toList();
  }

  private static Refusal attempt(String identity, String agent) {
    return attempt(identity, agent, "request", "10.0.0.1");
  }

  private static Refusal attempt(String identity, String agent, String request, String peer) {
    return SampleEvents.refusal(
        UUID.randomUUID(),
        Action.REVOKE,
        Reason.NOT_A_TOKEN,
        identity,
        null,
        Instant.parse("2026-11-24T03:00:00Z"),
        SampleEvents.origin(peer, null, request, agent));
  }

  private <T> T onLoop(Supplier<T> work) throws Exception {
    Promise<T> promise = Promise.promise();
    loop.runOnContext(
        go -> {
          try {
            promise.complete(work.get());
          } catch (RuntimeException e) {
            promise.fail(e);
          }
        });
    return join(promise.future());
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(2, TimeUnit.MINUTES).join();
  }
}
