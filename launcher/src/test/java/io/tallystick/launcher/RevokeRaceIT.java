package io.tallystick.launcher;

import static io.tallystick.launcher.RunningService.json;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.testing.TestPostgres;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Revoking races with checking, on all nodes of a cluster: a check that begins when the revocation
 * is answered never finds the token valid. The profile soak makes the race long.
 */
class RevokeRaceIT {

  private static final int RACES = Integer.getInteger("revoke.races", 100);
  private static final int RACERS = 8;
  private static final List<String> NODES = List.of("a", "b", "c");

  @TempDir Path directory;
  private final AtomicInteger left = new AtomicInteger(RACES);
  private final ConcurrentLinkedQueue<String> stale = new ConcurrentLinkedQueue<>();
  private final AtomicInteger valid = new AtomicInteger();
  private final AtomicInteger invalid = new AtomicInteger();

  @Test
  void noNodeFindsATokenValidAfterItsRevocationWasAnswered() throws Exception {
    String url = TestPostgres.shared().newDatabase();
    ExecutorService threads = Executors.newCachedThreadPool();
    try (ClusterNodes nodes = new ClusterNodes(directory, node -> url, NODES.size())) {
      nodes.start("a");
      nodes.start("b");
      nodes.start("c", "-Dtallystick.node.roles=api");
      await().until(() -> nodes.get("c").post("{\"identity\": \"first\"}").statusCode() == 200);
      List<Callable<Void>> racers = new ArrayList<>();
      for (int i = 0; i < RACERS; i++) {
        racers.add(
            () -> {
              while (left.getAndDecrement() > 0) {
                race(nodes, threads);
              }
              return null;
            });
      }
      for (Future<Void> racer : threads.invokeAll(racers)) {
        racer.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(stale).isEmpty();
    // Every token was checked before, while and after it was revoked.
    assertThat(valid.get()).isPositive();
    assertThat(invalid.get()).isGreaterThanOrEqualTo(RACES * NODES.size() * 2);
  }

  private void race(ClusterNodes nodes, ExecutorService threads) throws Exception {
    String token = anyOf(nodes).issue("billing");
    List<Future<Boolean>> meanwhile = new ArrayList<>();
    for (String node : NODES) {
      meanwhile.add(threads.submit(() -> isIntrospectedAsActive(nodes.get(node), token)));
      meanwhile.add(threads.submit(() -> isAuthorized(nodes.get(node), token)));
    }

    assertThat(anyOf(nodes).delete("billing", token).statusCode()).isEqualTo(200);

    List<Future<Boolean>> after = new ArrayList<>();
    for (String node : NODES) {
      after.add(threads.submit(() -> isIntrospectedAsActive(nodes.get(node), token)));
      after.add(threads.submit(() -> isAuthorized(nodes.get(node), token)));
    }
    for (int i = 0; i < after.size(); i++) {
      if (after.get(i).get()) {
        stale.add("%s, %s".formatted(NODES.get(i / 2), i % 2 == 0 ? "introspect" : "authorize"));
      }
    }
    for (Future<Boolean> check : meanwhile) {
      check.get();
    }
  }

  private static ServiceProcess anyOf(ClusterNodes nodes) {
    return nodes.get(NODES.get(ThreadLocalRandom.current().nextInt(NODES.size())));
  }

  private boolean isIntrospectedAsActive(ServiceProcess node, String token) {
    HttpRequest request =
        node.request("/v1/introspect")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("token=" + token))
            .build();
    return count(json(node.send(request)).get("active").asBoolean());
  }

  private boolean isAuthorized(ServiceProcess node, String token) {
    HttpRequest request =
        node.request("/v1/authorize").header("Authorization", "Bearer " + token).build();
    int status = node.send(request).statusCode();
    assertThat(status).isIn(200, 401);
    return count(status == 200);
  }

  private boolean count(boolean isValid) {
    (isValid ? valid : invalid).incrementAndGet();
    return isValid;
  }
}
