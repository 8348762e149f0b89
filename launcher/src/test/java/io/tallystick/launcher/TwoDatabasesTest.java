package io.tallystick.launcher;

import static io.tallystick.launcher.BusNodes.join;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.AuditLag;
import io.tallystick.eventbus.message.CheckHealth;
import io.tallystick.eventbus.message.EventsCommitted;
import io.tallystick.eventbus.message.Health;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cluster has one database: a node with another one is refused, on both sides. */
class TwoDatabasesTest {

  private static final String OURS = "database-a";
  private static final String THEIRS = "database-b";

  private final BusNodes nodes = new BusNodes("databases", 3);

  @AfterEach
  void leave() {
    nodes.close();
  }

  @Test
  void nodesOfOneDatabaseFindEachOther() {
    BusNodes.Node one = nodes.start("one");
    BusNodes.Node two = nodes.start("two");

    join(Future.all(one.bus().announceDatabase(OURS), two.bus().announceDatabase(OURS)));

    await().until(() -> one.bus().nodes().equals(List.of("one", "two")));
    assertThat(one.bus().strangers()).isEmpty();
  }

  @Test
  void aNodeWithAnotherDatabaseIsRefusedOnBothSides() throws Exception {
    LogCapture log = new LogCapture();
    BusNodes.Node store = nodes.start("store");
    join(store.bus().announceDatabase(OURS));
    answerHealth(store.bus(), OURS);
    BusNodes.Node front = nodes.start("front");
    assertThat(join(ask(front.bus())).detail()).isEqualTo(OURS);
    List<Long> heardByFront = listen(front.bus());

    BusNodes.Node stranger = nodes.start("stranger");
    List<Long> heardByStranger = listen(stranger.bus());
    Future<Void> announced = stranger.bus().announceDatabase(THEIRS);

    await().until(announced::isComplete);
    assertThat(announced.cause())
        .hasMessageContaining(THEIRS + " here")
        .hasMessageContaining(OURS + " on store")
        .hasMessageContaining("store.url")
        .hasMessageContaining("cluster.name");

    // Even if it goes on, nobody is harmed.
    answerHealth(stranger.bus(), THEIRS);
    await().until(() -> front.bus().strangers().equals(List.of("stranger")));
    await().until(() -> store.bus().strangers().equals(List.of("stranger")));
    assertThat(front.bus().nodes()).containsExactly("front", "store");
    for (int i = 0; i < 20; i++) {
      assertThat(join(ask(front.bus())).detail()).isEqualTo(OURS);
    }
    stranger.bus().publish(Topic.EVENTS_COMMITTED, new EventsCommitted(7));
    stranger.bus().publish(Topic.AUDIT_LAG, new AuditLag("stranger", 7, true));
    store.bus().publish(Topic.EVENTS_COMMITTED, new EventsCommitted(1));
    store.bus().publish(Topic.AUDIT_LAG, new AuditLag("store", 1, false));
    await().until(() -> heardByFront.size() >= 2 && heardByStranger.size() >= 2);
    assertThat(heardByFront).containsOnly(1L);
    assertThat(heardByStranger).containsOnly(7L);

    stranger.close();
    await().until(() -> front.bus().strangers().isEmpty());
    assertThat(log.lines())
        .filteredOn(line -> line.contains("ERROR"))
        .as("one line from each node that runs")
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("stranger", OURS, THEIRS));
  }

  @Test
  void aNodeWithoutAStoreKeepsToTheDatabaseThatItHeardOfFirst() {
    BusNodes.Node store = nodes.start("store");
    join(store.bus().announceDatabase(OURS));
    answerHealth(store.bus(), OURS);
    BusNodes.Node front = nodes.start("front");
    assertThat(join(ask(front.bus())).detail()).isEqualTo(OURS);
    store.close();
    await().until(() -> front.bus().nodes().equals(List.of("front")));

    BusNodes.Node stranger = nodes.start("stranger");
    join(stranger.bus().announceDatabase(THEIRS));
    answerHealth(stranger.bus(), THEIRS);

    await().until(() -> front.bus().strangers().equals(List.of("stranger")));
    Future<Health> asked = front.bus().requestNow(Address.STORE_HEALTH, new CheckHealth(), 120_000);
    await().until(asked::failed);
    assertThat(Failure.isUnanswered(asked.cause())).isTrue();
  }

  @Test
  void whoCannotWaitLearnsAtOnceThatNobodyAnswers() {
    BusNodes.Node front = nodes.start("front");

    Future<Health> waiting = ask(front.bus());
    Future<Health> asked = front.bus().requestNow(Address.STORE_HEALTH, new CheckHealth(), 120_000);
    await().until(asked::failed);

    assertThat(Failure.isUnanswered(asked.cause())).isTrue();
    assertThat(waiting.isComplete()).isFalse();
    BusNodes.Node store = nodes.start("store");
    answerHealth(store.bus(), OURS);
    assertThat(join(waiting).detail()).isEqualTo(OURS);
  }

  @Test
  void theLogTellsWhoIsInTheCluster() throws Exception {
    LogCapture log = new LogCapture();
    BusNodes.Node one = nodes.start("one");
    BusNodes.Node two = nodes.start("two");
    BusNodes.Node three = nodes.start("three");
    await().until(() -> one.bus().nodes().size() == 3 && two.bus().nodes().size() == 3);

    three.close();

    await().until(() -> one.bus().nodes().size() == 2 && two.bus().nodes().size() == 2);
    assertThat(log.lines())
        .anyMatch(line -> line.endsWith("two has joined: the cluster has 2 nodes: one, two"))
        .anyMatch(
            line -> line.endsWith("three has joined: the cluster has 3 nodes: one, three, two"))
        .anyMatch(line -> line.endsWith("three is gone: the cluster has 2 nodes: one, two"));
  }

  private static void answerHealth(Bus bus, String detail) {
    bus.answer(Address.STORE_HEALTH, check -> Future.succeededFuture(new Health(true, detail)));
  }

  private static Future<Health> ask(Bus bus) {
    return bus.request(Address.STORE_HEALTH, new CheckHealth(), 120_000);
  }

  private static List<Long> listen(Bus bus) {
    List<Long> heard = new CopyOnWriteArrayList<>();
    bus.listen(Topic.EVENTS_COMMITTED, committed -> heard.add(committed.seq()));
    bus.listen(Topic.AUDIT_LAG, lag -> heard.add(lag.behind()));
    return heard;
  }
}
