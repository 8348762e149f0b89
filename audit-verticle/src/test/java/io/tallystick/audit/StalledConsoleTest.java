package io.tallystick.audit;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The events also go to an output that takes them late, or never. */
class StalledConsoleTest {

  @TempDir Path data;
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Output output = new Output();
  private final Logger logger = (Logger) LoggerFactory.getLogger("tallystick.audit");
  private Bus bus;
  private ScriptedStore store;
  private TestLog log;

  @BeforeEach
  void start() throws IOException {
    MessageCodecs.register(vertx.eventBus());
    bus = Bus.local(vertx);
    store = new ScriptedStore(bus);
    log = TestLog.fromHere();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    output.start();
    logger.addAppender(output);
  }

  @AfterEach
  void stop() {
    output.open.countDown();
    join(vertx.close());
    logger.detachAppender(output);
    logger.setLevel(Level.OFF);
  }

  @Test
  void theLogIsWrittenAndSignedThoughItsConsoleTakesNothing() throws Exception {
    store.add(EventConsole.MAX_WAITING + 2_000);
    deploy();

    await().until(() -> signedSize() == store.events.size());
    assertThat(health()).isEqualTo("ok");
    assertThat(meters.get("tallystick.audit.console.dropped").counter().count())
        .isBetween(1_999.0, 2_000.0);
    assertThat(log.lines())
        .filteredOn(line -> line.contains("WARN"))
        .singleElement()
        .asString()
        .contains("tallystick.audit");
  }

  @Test
  void aConsoleThatTakesLinesGetsAllOfThemInOrderBeforeTheStopEnds() throws Exception {
    output.open.countDown();
    store.add(3_000);
    String running = deploy();
    await().until(() -> signedSize() == 3_000);

    join(vertx.undeploy(running));

    assertThat(output.lines)
        .isEqualTo(Files.readAllLines(data.resolve("audit/events-00000000000000000001.jsonl")));
  }

  /** An output that takes nothing before it is opened. */
  private static final class Output extends AppenderBase<ILoggingEvent> {
    private final CountDownLatch open = new CountDownLatch(1);
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      try {
        open.await();
        lines.add(event.getFormattedMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private String deploy() {
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
