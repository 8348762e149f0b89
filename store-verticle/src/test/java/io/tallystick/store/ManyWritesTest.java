package io.tallystick.store;

import static io.tallystick.store.Requests.MILLIS;
import static io.tallystick.store.Requests.ORIGIN;
import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.revoke;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.event.Action;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.FindToken;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.RevokeById;
import io.tallystick.eventbus.message.TokenDetails;
import io.tallystick.eventbus.message.TokenDetails.State;
import io.tallystick.eventbus.message.TokenIssued;
import io.tallystick.eventbus.message.TokensWritten;
import io.tallystick.eventbus.message.TokensWritten.Outcome;
import io.tallystick.eventbus.message.TokensWritten.Result;
import io.tallystick.eventbus.message.WriteTokens;
import io.tallystick.eventbus.message.WriteTokens.Operation;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many issues and revokes in one message, each for itself. */
class ManyWritesTest {

  private final String url = TestPostgres.shared().newDatabase();
  private Store store;

  @BeforeEach
  void start() {
    store = Store.start(url);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void eachOperationHasItsResultInTheSameOrder() {
    IssueToken byId = issued();
    IssueToken byHash = issued();
    IssueToken dead = issued();
    store.ask(Address.REVOKE, revoke(dead));
    IssueToken fresh = issue("billing");
    IssueToken ofTakenId =
        issue(
            byId.event().tokenId(),
            SecretHash.ofSecret(new byte[1]),
            "billing",
            byId.event().expiresAt());

    List<Result> results =
        write(
            fresh,
            revokeById(byId, null),
            ofTakenId,
            revokeById(byHash, byHash.event().secretHash()),
            revokeById(dead, null),
            revokeById(fresh, SecretHash.ofSecret(new byte[1])),
            new RevokeById(UUID.randomUUID(), UUID.randomUUID(), null, ORIGIN));

    assertThat(results)
        .extracting(Result::outcome)
        .containsExactly(
            Outcome.DONE,
            Outcome.DONE,
            Outcome.REJECTED,
            Outcome.DONE,
            Outcome.NOT_LIVE,
            Outcome.UNKNOWN,
            Outcome.UNKNOWN);
    assertThat(results.get(1).token()).isEqualTo(find(byId));
    assertThat(find(byId).state()).isEqualTo(State.REVOKED);
    assertThat(find(byHash).state()).isEqualTo(State.REVOKED);
    assertThat(find(fresh).state()).isEqualTo(State.LIVE);
    assertThat(store.events())
        .filteredOn(event -> event.draft().action() == Action.REVOKE)
        .extracting(event -> event.draft().tokenId())
        .containsExactlyInAnyOrder(
            dead.event().tokenId(), byId.event().tokenId(), byHash.event().tokenId());
  }

  @Test
  void whatIsSentAgainIsDoneOnce() {
    IssueToken victim = issued();
    Operation[] operations = {issue("billing"), revokeById(victim, null)};

    List<Result> first = write(operations);
    List<Result> again = write(operations);

    assertThat(again).isEqualTo(first);
    assertThat(store.events()).hasSize(3);
  }

  @Test
  void oneMessageMayHaveMoreThanTheQueueTakesAndSingleRequestsAreTakenBesideIt() {
    store.close();
    store = Store.start(url, 100, 200);
    Operation[] many =
        IntStream.range(0, 1_000).mapToObj(i -> issue("importer" + i)).toArray(Operation[]::new);

    Future<TokensWritten> written =
        store.send(Address.WRITE_TOKENS, new WriteTokens(List.of(many), MILLIS));
    List<Future<TokenIssued>> single = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      single.add(store.send(Address.ISSUE, issue("single")));
    }

    Store.await(Future.all(single));
    assertThat(Store.await(written).results())
        .extracting(Result::outcome)
        .hasSize(1_000)
        .containsOnly(Outcome.DONE);
    long last = single.stream().mapToLong(issued -> issued.result().seq()).max().orElseThrow();
    // Both kinds take turns, and a batch or two may have been on their way.
    assertThat(last).isLessThan(500);
  }

  @Test
  void aTokenMayHaveExpiredSinceItsRequestCameFirst() {
    Instant came = Instant.now().minus(20, ChronoUnit.MINUTES);
    IssueToken late = issue("billing", came.plus(1, ChronoUnit.MINUTES));
    IssueToken again = new IssueToken(late.event(), null, Map.of(), came, MILLIS);

    assertThatThrownBy(() -> store.ask(Address.ISSUE, late))
        .satisfies(cause -> assertThat(Failure.of(cause)).isEqualTo(Failure.CLOCKS_DIFFER));
    assertThat(store.ask(Address.ISSUE, again).id()).isEqualTo(late.event().tokenId());
    assertThat(write(again)).extracting(Result::outcome).containsExactly(Outcome.DONE);
    assertThat(store.events()).hasSize(1);
  }

  private List<Result> write(Operation... operations) {
    return store.ask(Address.WRITE_TOKENS, new WriteTokens(List.of(operations), MILLIS)).results();
  }

  private IssueToken issued() {
    IssueToken message = issue("billing");
    store.ask(Address.ISSUE, message);
    return message;
  }

  private TokenDetails find(IssueToken issued) {
    return store
        .ask(Address.FIND_TOKEN, new FindToken(issued.event().tokenId(), MILLIS))
        .tokens()
        .get(0);
  }

  private static RevokeById revokeById(IssueToken token, @Nullable SecretHash shown) {
    return new RevokeById(UUID.randomUUID(), token.event().tokenId(), shown, ORIGIN);
  }
}
