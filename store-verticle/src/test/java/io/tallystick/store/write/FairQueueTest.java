package io.tallystick.store.write;

import static io.tallystick.store.Requests.imported;
import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.refused;
import static io.tallystick.store.Requests.revoke;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.Action;
import io.tallystick.store.schema.WriteRequest;
import io.tallystick.store.write.FairQueue.Kind;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Turns between issues, revokes, refused attempts and imports. */
class FairQueueTest {

  private final FairQueue queue = new FairQueue();
  private final WriteRequest issue = WriteRequest.of(issue("billing"));
  private final WriteRequest revoke = WriteRequest.of(revoke(issue("billing")));
  private final WriteRequest refusal = WriteRequest.of(refused());

  @Test
  void aFloodOfRevokesDoesNotKeepAnIssueWaiting() {
    add(revoke, 1_000);
    add(issue, 1);

    assertThat(List.of(next(), next())).contains(issue);
  }

  @Test
  void aFloodOfIssuesDoesNotKeepARevokeWaiting() {
    add(issue, 1_000);
    add(revoke, 1);

    assertThat(List.of(next(), next())).contains(revoke);
  }

  @Test
  void aFloodOfImportsKeepsNobodyWaiting() {
    add(WriteRequest.of(imported("old-7", "billing")), 1_000);
    add(issue, 1);
    add(revoke, 1);

    assertThat(List.of(next(), next(), next())).contains(issue, revoke);
  }

  @Test
  void linesTakeTurnsAndKeepTheirOrder() {
    List<WriteRequest> issues = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      issues.add(WriteRequest.of(issue("identity" + i)));
    }
    issues.forEach(request -> add(request, 1));
    add(revoke, 10);
    add(refusal, 2);

    List<WriteRequest> taken = new ArrayList<>();
    for (int i = 0; i < 22; i++) {
      taken.add(next());
    }
    assertThat(taken.subList(0, 6)).filteredOn(refusal::equals).hasSize(2);
    assertThat(taken).filteredOn(r -> r.event().action() == Action.ISSUE).isEqualTo(issues);
    assertThat(queue.poll()).isNull();
    assertThat(queue.size()).isZero();
  }

  @Test
  void oneKindMayTakeAllRoomThatNoOtherNeeds() {
    add(issue, 99);
    assertThat(queue.isFull(Kind.ISSUE, 100)).isFalse();
    add(issue, 1);
    assertThat(queue.isFull(Kind.ISSUE, 100)).isTrue();
  }

  @Test
  void aFloodLeavesTheOthersTheirShareOfTheRoom() {
    add(revoke, 100);
    assertThat(queue.isFull(Kind.ISSUE, 100)).isFalse();
    add(issue, 49);
    assertThat(queue.isFull(Kind.ISSUE, 100)).isFalse();
    add(issue, 1);
    assertThat(queue.isFull(Kind.ISSUE, 100)).isTrue();
    assertThat(queue.isFull(Kind.REVOKE, 100)).isTrue();
  }

  @Test
  void groupsTakeTurnsWithSingleRequests() {
    WriteRequest ofGroup = WriteRequest.of(issue("importer"));
    add(Kind.GROUP, ofGroup, 1_000);
    add(issue, 1);
    add(revoke, 1);

    assertThat(List.of(next(), next(), next())).containsExactlyInAnyOrder(ofGroup, issue, revoke);
  }

  @Test
  void oneGroupHasRoomHoweverLargeItIsAndSingleRequestsKeepTheirShare() {
    add(issue, 100);
    assertThat(queue.isFull(Kind.GROUP, 100)).isFalse();
    add(Kind.GROUP, issue, 1_000);

    assertThat(queue.isFull(Kind.GROUP, 100)).isTrue();
    assertThat(queue.isFull(Kind.REVOKE, 100)).isFalse();
  }

  private void add(WriteRequest request, int times) {
    add(Kind.of(request), request, times);
  }

  private void add(Kind kind, WriteRequest request, int times) {
    for (int i = 0; i < times; i++) {
      queue.add(kind, new PendingWrite(request, Promise.promise(), 0));
    }
  }

  private WriteRequest next() {
    return Objects.requireNonNull(queue.poll()).request();
  }
}
