package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.multimap.MultiMap;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.EventsCommitted;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** If the cluster forgets that a node listens, the node notices, and listens anew. */
class LostSubscriptionTest {

  private final BusNodes nodes = new BusNodes("forgetful", 2);

  @AfterEach
  void leave() {
    nodes.close();
  }

  @Test
  void whatTheClusterForgetsIsToldAgain() {
    BusNodes.Node a = nodes.start("a");
    BusNodes.Node b = nodes.start("b");
    await().until(() -> heard(a).equals(List.of("a", "b")) && heard(b).equals(List.of("a", "b")));
    Set<Long> heard = ConcurrentHashMap.newKeySet();
    b.bus().listen(Topic.EVENTS_COMMITTED, message -> heard.add(message.seq()));

    subscriptions().clear();
    // Each node keeps a copy of the list, until it hears that the list has changed.
    subscriptions().put("tallystick.nodes", "nobody");
    subscriptions().remove("tallystick.nodes", "nobody");

    await().until(() -> heard(a).equals(List.of("a")) || heard(b).equals(List.of("b")));
    await().until(() -> heard(a).equals(List.of("a", "b")) && heard(b).equals(List.of("a", "b")));
    await()
        .untilAsserted(
            () -> {
              a.bus().publish(Topic.EVENTS_COMMITTED, new EventsCommitted(7));
              assertThat(heard).contains(7L);
            });
  }

  private static List<String> heard(BusNodes.Node node) {
    return node.bus().nodes();
  }

  private static MultiMap<Object, Object> subscriptions() {
    HazelcastInstance any =
        Hazelcast.getAllHazelcastInstances().stream()
            .filter(instance -> instance.getConfig().getClusterName().equals("forgetful"))
            .findAny()
            .orElseThrow();
    return any.getMultiMap("__vertx.subs");
  }
}
