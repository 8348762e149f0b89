package io.tallystick.audit;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallystick.config.Settings;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.MessageCodecs;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.CheckHealth;
import io.tallystick.eventbus.message.CheckpointRecorded;
import io.tallystick.eventbus.message.EventsCommitted;
import io.tallystick.eventbus.message.EventsRead;
import io.tallystick.eventbus.message.LogCheckpoint;
import io.tallystick.testing.TestLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The event log beside a store that lags behind, goes on without end, or is away. */
class AuditVerticleTest {

  private static final String DIVERGED = "The event log differs from";
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  @TempDir Path data;
  private final Vertx vertx = Vertx.vertx();
  private SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Bus bus;
  private ScriptedStore store;
  private TestLog log;

  @BeforeEach
  void start() throws IOException {
    MessageCodecs.register(vertx.eventBus());
    bus = Bus.local(vertx);
    store = new ScriptedStore(bus);
    log = TestLog.fromHere();
  }

  @AfterEach
  void stop() {
    join(vertx.close());
  }

  @Test
  void aServerThatLagsBehindMakesNoLogDiverge() throws Exception {
    store.add(5);
    String running = deploy(STOP_TIMEOUT);
    await().until(() -> lines() == 5);

    store.standbyReads = read -> new EventsRead(List.of(), 3);
    store.add(6);
    await().until(() -> lines() == 6);
    await().until(() -> health().equals("ok"));
    join(vertx.undeploy(running));
    store.add(7);
    deploy(STOP_TIMEOUT);
    await().until(() -> lines() == 7);

    assertThat(health()).isEqualTo("ok");
    assertThat(log.lines()).noneMatch(line -> line.contains(DIVERGED));
    assertThat(log.lines())
        .filteredOn(line -> line.contains(ScriptedStore.STANDBY))
        // Each start says it once.
        .hasSize(2)
        .allMatch(line -> line.contains("WARN") && line.contains(ScriptedStore.PRIMARY));
  }

  @Test
  void aServerWhoseEventsAreOthersMakesNoLogDivergeIfThePrimaryHasTheSame() throws Exception {
    store.add(5);
    join(vertx.undeploy(deploy(STOP_TIMEOUT)));
    store.standbyReads =
        read ->
            new EventsRead(
                read.events().stream()
                    .map(event -> ScriptedStore.event(event.seq(), "other"))
                    .toList(),
                read.last());

    deploy(STOP_TIMEOUT);

    await().until(() -> log.lines().stream().anyMatch(line -> line.contains("WARN")));
    assertThat(health()).isEqualTo("ok");
    assertThat(log.lines()).noneMatch(line -> line.contains(DIVERGED));
  }

  @Test
  void whatThePrimaryConfirmsIsADifferenceAndBothServersAreNamed() throws Exception {
    store.add(5);
    deploy(STOP_TIMEOUT);
    await().until(() -> lines() == 5);

    store.events.subList(3, 5).clear();

    await().until(() -> health().equals("diverged"));
    assertThat(log.lines())
        .filteredOn(line -> line.contains(DIVERGED))
        .singleElement()
        .asString()
        .contains(
            "ERROR",
            "it has line 5, but the database ends with event 3",
            "server standby:5432 said so first, and server primary:5432 when asked again");
  }

  @Test
  void aLineThatDiffersOnBothServersIsNamed() throws Exception {
    store.add(5);
    String running = deploy(STOP_TIMEOUT);
    await().until(() -> lines() == 5);
    join(vertx.undeploy(running));
    store.events.set(4, ScriptedStore.event(5, "forged"));

    deploy(STOP_TIMEOUT);

    await().until(() -> health().equals("diverged"));
    assertThat(log.lines())
        .anyMatch(
            line ->
                line.contains("its line 5 differs from event 5 in the database")
                    && line.contains(ScriptedStore.STANDBY)
                    && line.contains(ScriptedStore.PRIMARY));
  }

  @Test
  void whatCannotBeConfirmedIsNoDifferenceYet() throws Exception {
    store.add(5);
    deploy(STOP_TIMEOUT);
    await().until(() -> lines() == 5);

    store.isPrimaryAway = true;
    store.standbyReads = read -> new EventsRead(List.of(), 3);

    await().until(() -> health().equals("events are not read"));
    assertThat(log.lines()).noneMatch(line -> line.contains(DIVERGED));

    store.isPrimaryAway = false;
    store.add(6);
    await().until(() -> lines() == 6);
    await().until(() -> health().equals("ok"));
  }

  @Test
  void aServerThatKnowsNoCheckpointMakesNoLogDiverge() throws Exception {
    store.add(5);
    deploy(STOP_TIMEOUT);
    await().until(() -> signedSize() == 5);

    store.standbyRecords = recorded -> new CheckpointRecorded(false, 0, List.of());
    store.add(6);
    await().until(() -> signedSize() == 6);

    store.standbyRecords = AuditVerticleTest::withAnotherCheckpoint;
    store.add(7);
    await().until(() -> signedSize() == 7);
    assertThat(health()).isEqualTo("ok");
    assertThat(log.lines()).noneMatch(line -> line.contains(DIVERGED));
    assertThat(log.lines())
        .filteredOn(line -> line.contains("WARN") && line.contains(ScriptedStore.STANDBY))
        .hasSize(1);
  }

  @Test
  void aCheckpointThatThePrimaryHasTooIsADifference() throws Exception {
    store.add(5);
    deploy(STOP_TIMEOUT);
    await().until(() -> signedSize() == 5);

    store.checkpoints.add(another());
    store.add(6);

    await().until(() -> health().equals("diverged"));
    assertThat(log.lines())
        .anyMatch(
            line ->
                line.contains("node-b has signed other lines than this node among the first 2")
                    && line.contains("server primary:5432 when asked again"));
    assertThat(signedSize()).isEqualTo(5);
  }

  @Test
  void aLogThatHasDivergedTellsHowFarItIsBehind() throws Exception {
    store.add(5);
    String running = deploy(STOP_TIMEOUT);
    await().until(() -> signedSize() == 5);
    join(vertx.undeploy(running));
    Path segment = segment();
    Files.writeString(segment, Files.readString(segment).replace("identity2", "identity7"));
    store.add(8);

    deploy(STOP_TIMEOUT);

    await().until(() -> health().equals("diverged"));
    await().until(() -> meters.get("tallystick.audit.lag").gauge().value() == 3);
  }

  @Test
  void aStopEndsHoweverManyEventsFollow() throws Exception {
    store.add(1_000);
    // Wherever the log is, others have issued more when it asks.
    store.beforeRead = () -> store.add(store.events.size() + 500);
    String running = deploy(STOP_TIMEOUT);
    await().until(() -> lines() > 1_000);
    long before = store.events.size();

    join(vertx.undeploy(running));

    assertThat(lines()).isGreaterThanOrEqualTo(before);
    assertThat(signedSize()).isEqualTo(lines());
    assertThat(log.lines()).noneMatch(line -> line.contains("WARN") || line.contains("ERROR"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aStopDoesNotWaitForADiskThatHangsAndSaysHowFarItCame() throws Exception {
    String running = deploy(Duration.ofSeconds(1));
    await().until(() -> health().equals("ok"));
    assertThat(new ProcessBuilder("mkfifo", segment().toString()).start().waitFor()).isZero();
    store.add(5);
    bus.publish(Topic.EVENTS_COMMITTED, new EventsCommitted(5));
    await().until(AuditVerticleTest::writerHangs);

    Future<Void> stopped = vertx.undeploy(running);
    await().until(stopped::isComplete);

    List<String> lines = log.lines();
    // A reader lets the thread go on.
    assertThat(new ProcessBuilder("cat", segment().toString()).start().waitFor()).isZero();
    assertThat(lines)
        .filteredOn(line -> line.contains("was written up to event 0 of 5"))
        .singleElement()
        .asString()
        .contains("WARN", "The next start goes on from there");
    assertThat(lines).noneMatch(line -> line.contains("ERROR"));
  }

  @Test
  void aStopWithoutItsStoreIsShort() throws Exception {
    store.add(5);
    String running = deploy(STOP_TIMEOUT);
    await().until(() -> lines() == 5);
    store.isAway = true;

    join(vertx.undeploy(running));

    assertThat(log.lines())
        .anyMatch(line -> line.contains("was written up to event 5 of an unknown number"));
    assertThat(log.lines()).noneMatch(line -> line.contains("ERROR"));
  }

  private static CheckpointRecorded withAnotherCheckpoint(CheckpointRecorded recorded) {
    return new CheckpointRecorded(true, recorded.ownHighest(), List.of(another()));
  }

  private static LogCheckpoint another() {
    return new LogCheckpoint(2, "A".repeat(43) + "=", "some+key", "note", "node-b");
  }

  /** Whether the thread that writes the event log is about to open a file. */
  private static boolean writerHangs() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("tallystick-event-log"))
        .anyMatch(
            thread ->
                thread.getValue().length > 0
                    && thread.getValue()[0].isNativeMethod()
                    && thread.getValue()[0].getMethodName().startsWith("open"));
  }

  private String deploy(Duration stopTimeout) {
    meters = new SimpleMeterRegistry();
    Settings settings =
        Settings.of(
            Map.of(
                "data.dir",
                data.toString(),
                "audit.poll-interval",
                "20ms",
                "audit.checkpoint-interval",
                "100ms"));
    return join(
        vertx.deployVerticle(
            new AuditVerticle(
                settings.audit(), "node-a", bus, InstantSource.system(), meters, stopTimeout)));
  }

  private String health() {
    return join(bus.request(Address.AUDIT_HEALTH, new CheckHealth(), 60_000)).detail();
  }

  private Path segment() {
    return data.resolve("audit/events-00000000000000000001.jsonl");
  }

  private long lines() throws IOException {
    if (!Files.exists(segment())) {
      return 0;
    }
    try (var lines = Files.lines(segment())) {
      return lines.count();
    }
  }

  private long signedSize() throws IOException {
    Path checkpoint = data.resolve("audit/checkpoint");
    return Files.exists(checkpoint) ? Long.parseLong(Files.readAllLines(checkpoint).get(1)) : 0;
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(2, TimeUnit.MINUTES).join();
  }
}
