package io.tallystick.store;

import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.revoke;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.IntrospectToken;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.TokenState;
import io.tallystick.eventbus.message.TokenState.ActiveToken;
import io.tallystick.eventbus.message.TokenState.InactiveToken;
import io.tallystick.testing.FaultyNetwork;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The store tells whether tokens are valid, always as of now. */
class TokenReaderTest {

  private static final long PATIENCE_MILLIS = 60_000;

  private final Vertx vertx = Vertx.vertx();
  private FaultyNetwork network;
  private Store store;

  @BeforeEach
  void start() {
    String url = TestPostgres.shared().newDatabase();
    network = new FaultyNetwork(vertx, TestPostgres.shared().host(), TestPostgres.shared().port());
    int port = Store.await(network.listen());
    store = Store.start(TestPostgres.throughPort(url, port));
  }

  @AfterEach
  void stop() {
    network.heal();
    store.close();
    Store.await(vertx.close());
  }

  @Test
  void aTokenIsActiveFromItsIssueToItsRevocation() {
    IssueToken token = issue("billing");
    assertThat(store.ask(Address.INTROSPECT, question(token))).isInstanceOf(InactiveToken.class);

    store.ask(Address.ISSUE, token);
    TokenState state = store.ask(Address.INTROSPECT, question(token));

    assertThat(state)
        .isInstanceOfSatisfying(
            ActiveToken.class,
            active -> {
              assertThat(active.tokenId()).isEqualTo(token.event().tokenId());
              assertThat(active.identity()).isEqualTo("billing");
              assertThat(active.expiresAt()).isEqualTo(token.event().expiresAt());
              assertThat(active.issuedAt()).isBefore(active.expiresAt());
            });

    store.ask(Address.REVOKE, revoke(token));

    assertThat(store.ask(Address.INTROSPECT, question(token))).isInstanceOf(InactiveToken.class);
  }

  @Test
  void anotherSecretIsNotTheToken() {
    IssueToken token = issue("billing");
    store.ask(Address.ISSUE, token);

    TokenState state =
        store.ask(
            Address.INTROSPECT,
            new IntrospectToken(
                token.event().tokenId(), SecretHash.ofSecret(new byte[1]), PATIENCE_MILLIS));

    assertThat(state).isEqualTo(new InactiveToken(token.event().tokenId()));
  }

  @Test
  void eachOfManyQuestionsGetsItsOwnAnswer() {
    List<IssueToken> tokens = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      tokens.add(issue("identity-" + i));
    }
    // Every third one is issued.
    List<Future<?>> issued = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i += 3) {
      issued.add(store.send(Address.ISSUE, tokens.get(i)));
    }
    Store.await(Future.all(issued));

    List<Future<TokenState>> states =
        tokens.stream().map(token -> store.send(Address.INTROSPECT, question(token))).toList();
    Store.await(Future.all(states));

    for (int i = 0; i < tokens.size(); i++) {
      TokenState state = states.get(i).result();
      assertThat(state.tokenId()).isEqualTo(tokens.get(i).event().tokenId());
      String identity = state instanceof ActiveToken active ? active.identity() : null;
      assertThat(identity).isEqualTo(i % 3 == 0 ? "identity-" + i : null);
    }
  }

  @Test
  void aRevocationThatWasAnsweredIsSeenByEveryLaterQuestionWhateverIsUnderWay() {
    for (int i = 0; i < 200; i++) {
      IssueToken token = issue("billing");
      store.ask(Address.ISSUE, token);
      // Questions are under way while it is revoked.
      List<Future<TokenState>> before = new ArrayList<>();
      for (int k = 0; k < 50; k++) {
        before.add(store.send(Address.INTROSPECT, question(token)));
      }
      store.ask(Address.REVOKE, revoke(token));

      assertThat(store.ask(Address.INTROSPECT, question(token))).isInstanceOf(InactiveToken.class);
      Store.await(Future.all(before));
    }
  }

  @Test
  void whileTheDatabaseIsAwayQuestionsWaitAndAreAnsweredThen() {
    IssueToken token = issue("billing");
    store.ask(Address.ISSUE, token);
    store.ask(Address.INTROSPECT, question(token));
    network.cut();

    Future<TokenState> first = store.send(Address.INTROSPECT, question(token));
    Future<TokenState> impatient =
        store.send(
            Address.INTROSPECT,
            new IntrospectToken(token.event().tokenId(), token.event().secretHash(), 1));
    await().until(impatient::isComplete);
    assertThat(Failure.of(impatient.cause())).isEqualTo(Failure.UNAVAILABLE);
    assertThat(first.isComplete()).isFalse();
    network.heal();

    assertThat(Store.await(first)).isInstanceOf(ActiveToken.class);
  }

  @Test
  void aSilentLossOfTheConnectionMeansABoundedWait() {
    IssueToken token = issue("billing");
    store.ask(Address.ISSUE, token);
    store.ask(Address.INTROSPECT, question(token));

    network.lose();

    assertThat(store.ask(Address.INTROSPECT, question(token))).isInstanceOf(ActiveToken.class);
  }

  private static IntrospectToken question(IssueToken token) {
    return new IntrospectToken(
        token.event().tokenId(), token.event().secretHash(), PATIENCE_MILLIS);
  }
}
