package io.tallystick.launcher;

import static io.tallystick.launcher.BusNodes.join;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.config.ClusterSettings;
import io.tallystick.config.Settings;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.CheckHealth;
import io.tallystick.eventbus.message.Health;
import io.tallystick.launcher.node.ClusterTls;
import io.tallystick.testing.TestCertificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hazelcast's port has no TLS, so whoever reaches it may join. With TLS on the event bus, that one
 * neither hears nor sends a message. It can disturb; requests end, and say that they have failed.
 */
class StrangerInClusterTest {

  private static final long MILLIS = 1_000;

  @TempDir Path directory;

  @Test
  void whoHasNoCertificateGetsNoRequest() throws Exception {
    BusNodes nodes = new BusNodes("stranger", 3, tls());
    BusNodes.Node store = nodes.start("store");
    store
        .bus()
        .answer(
            Address.STORE_HEALTH,
            check -> Future.succeededFuture(new Health(true, "of the real store")));
    BusNodes.Node front = nodes.start("front");
    await().until(() -> ask(front).succeeded());

    AtomicInteger heard = new AtomicInteger();
    Vertx stranger = nodes.vertx(new ClusterTls(null, false));
    join(
        stranger
            .eventBus()
            .consumer("tallystick.store.health@store", message -> heard.incrementAndGet())
            .completion());
    stranger.eventBus().consumer("tallystick.nodes", message -> heard.incrementAndGet());

    List<Future<Health>> asked = new ArrayList<>();
    await()
        .until(
            () -> {
              asked.add(ask(front));
              return asked.stream().anyMatch(Future::failed)
                  && asked.stream().anyMatch(Future::succeeded);
            });

    for (Future<Health> one : asked) {
      if (one.succeeded()) {
        assertThat(one.result().detail()).isEqualTo("of the real store");
      } else {
        assertThat(Failure.of(one.cause())).isEqualTo(Failure.UNAVAILABLE);
      }
    }
    assertThat(heard).hasValue(0);

    // When the stranger is gone, all is well again.
    join(stranger.close());
    await().until(() -> IntStream.range(0, 4).allMatch(again -> ask(front).succeeded()));
    nodes.close();
  }

  /** Waits for the end of a request, which comes in time. */
  private static Future<Health> ask(BusNodes.Node node) {
    Future<Health> asked = node.bus().request(Address.STORE_HEALTH, new CheckHealth(), MILLIS);
    await().until(asked::isComplete);
    return asked;
  }

  private ClusterTls tls() throws Exception {
    Map<String, String> files =
        TestCertificate.make(directory, "EC", "CN=node").writeTo(directory, "cluster.tls-");
    ClusterSettings settings = Settings.of(files).cluster();
    return ClusterTls.of(settings, Instant.now());
  }
}
