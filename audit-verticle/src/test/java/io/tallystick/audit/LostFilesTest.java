package io.tallystick.audit;

import static io.tallystick.testing.Eventually.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallystick.config.Settings;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.MessageCodecs;
import io.tallystick.eventbus.message.CheckHealth;
import io.tallystick.testing.TestLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody removes, moves or truncates the file of the event log that is written. */
class LostFilesTest {

  @TempDir Path data;
  private final Vertx vertx = Vertx.vertx();
  private SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private String running = "";
  private Bus bus;
  private ScriptedStore store;
  private TestLog log;
  private Path segment;
  private byte[] whole;

  @BeforeEach
  void startWithFiveSignedLines() throws IOException {
    MessageCodecs.register(vertx.eventBus());
    bus = Bus.local(vertx);
    store = new ScriptedStore(bus);
    segment = data.resolve("audit/events-00000000000000000001.jsonl");
    store.add(5);
    deploy();
    await().until(() -> signedSize() == 5);
    whole = Files.readAllBytes(segment);
    log = TestLog.fromHere();
  }

  @AfterEach
  void stop() {
    join(vertx.close());
  }

  @Test
  void aFileThatWasRemovedIsWrittenAgainThoughNoEventFollows() throws Exception {
    Files.delete(segment);

    await().until(this::isWhole);
    assertSaidOnce(segment + " was removed");
    store.add(7);
    await().until(() -> signedSize() == 7);
    assertThat(health()).isEqualTo("ok");
  }

  @Test
  void aFileThatWasMovedAwayIsWrittenAgain() throws Exception {
    Path moved = data.resolve("events.1");
    Files.move(segment, moved);
    Files.createFile(segment);

    await().until(this::isWhole);
    assertSaidOnce(segment + " was replaced by another file");
    assertThat(moved).hasBinaryContent(whole);
    assertThat(health()).isEqualTo("ok");
  }

  @Test
  void aFileThatWasTruncatedInPlaceIsWrittenAgainBeforeMoreIsSigned() throws Exception {
    try (FileChannel other = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      other.truncate(whole.length / 2);
    }
    store.add(7);

    await().until(() -> signedSize() == 7);
    assertThat(Files.readAllBytes(segment)).startsWith(whole);
    assertThat(Files.readAllLines(segment)).hasSize(7);
    assertSaidOnce(segment + " was shortened");
  }

  @Test
  void aStartGoesOnFromWhatIsLeft() throws Exception {
    for (int left : List.of(0, whole.length / 2)) {
      join(vertx.undeploy(running));
      Files.write(segment, Arrays.copyOf(whole, left));

      deploy();

      await().until(this::isWhole);
      await().until(() -> health().equals("ok"));
    }
    join(vertx.undeploy(running));
    Files.delete(segment);

    deploy();

    await().until(this::isWhole);
    assertThat(log.lines()).noneMatch(line -> line.contains("ERROR"));
  }

  @Test
  void aStartWithADamagedFileWorksWithoutItUntilSomebodyHasMovedItAway() throws Exception {
    join(vertx.undeploy(running));
    Files.write(segment, "garbage\n".getBytes(UTF_8), StandardOpenOption.APPEND);
    byte[] damaged = Files.readAllBytes(segment);
    store.add(8);

    deploy();

    assertThat(health()).isEqualTo("damaged: " + segment.getFileName());
    await().until(() -> meters.get("tallystick.audit.lag").gauge().value() == 3);
    assertThat(meters.get("tallystick.audit.ok").gauge().value()).isZero();
    assertThat(log.lines())
        .filteredOn(line -> line.contains("ERROR"))
        .singleElement()
        .asString()
        .contains(segment + " is damaged at its end");
    join(vertx.undeploy(running));
    assertThat(segment).hasBinaryContent(damaged);

    Files.delete(segment);
    deploy();

    await().until(() -> signedSize() == 8);
    assertThat(health()).isEqualTo("ok");
  }

  @Test
  void linesThatTheDatabaseHasNoMoreAreADifference() throws Exception {
    store.events.set(2, ScriptedStore.event(3, "forged"));
    Files.delete(segment);

    await().until(() -> health().equals("diverged"));
    assertThat(log.lines())
        .anyMatch(line -> line.contains("its first 5 lines are not those that were signed"));
    assertThat(signedSize()).isEqualTo(5);
  }

  private void assertSaidOnce(String loss) throws IOException {
    assertThat(log.lines())
        .filteredOn(line -> line.contains("ERROR"))
        .singleElement()
        .asString()
        .contains(loss, "written again");
  }

  private boolean isWhole() throws IOException {
    try {
      return Arrays.equals(Files.readAllBytes(segment), whole);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void deploy() {
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
    running =
        join(
            vertx.deployVerticle(
                new AuditVerticle(
                    settings.audit(),
                    "node-a",
                    bus,
                    InstantSource.system(),
                    meters,
                    Duration.ofSeconds(20))));
  }

  private String health() {
    return join(bus.request(Address.AUDIT_HEALTH, new CheckHealth(), 60_000)).detail();
  }

  private long signedSize() throws IOException {
    Path checkpoint = data.resolve("audit/checkpoint");
    return Files.exists(checkpoint) ? Long.parseLong(Files.readAllLines(checkpoint).get(1)) : 0;
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(2, TimeUnit.MINUTES).join();
  }
}
