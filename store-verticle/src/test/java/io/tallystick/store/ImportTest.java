package io.tallystick.store;

import static io.tallystick.store.Requests.imported;
import static io.tallystick.store.Requests.imports;
import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.refused;
import static io.tallystick.store.Requests.revoke;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.AppendEvents;
import io.tallystick.eventbus.message.FindToken;
import io.tallystick.eventbus.message.ImportTokens;
import io.tallystick.eventbus.message.IntrospectToken;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.ListTokens;
import io.tallystick.eventbus.message.RevokeOutcome.TokenRevoked;
import io.tallystick.eventbus.message.TokenDetails;
import io.tallystick.eventbus.message.TokenState;
import io.tallystick.eventbus.message.TokenState.ActiveToken;
import io.tallystick.eventbus.message.TokenState.InactiveToken;
import io.tallystick.eventbus.message.TokensImported.Result;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that were made elsewhere are taken over once, and are tokens like all others then. */
class ImportTest {

  private String url;
  private Store store;

  @BeforeEach
  void start() {
    url = TestPostgres.shared().newDatabase();
    store = Store.start(url);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void fromThenOnItIsATokenLikeAnyOther() {
    Import token = imported("old-7", "billing");
    IssueToken other = issue("billing");
    store.ask(Address.ISSUE, other);

    assertThat(results(token)).containsExactly(Result.WRITTEN);

    assertThat(introspect(token))
        .isEqualTo(
            new ActiveToken(
                token.tokenId(),
                "billing",
                Objects.requireNonNull(token.issuedAt()),
                token.expiresAt()));
    TokenDetails found =
        store
            .ask(Address.FIND_TOKEN, new FindToken(token.tokenId(), Requests.MILLIS))
            .tokens()
            .get(0);
    assertThat(found.issuedAt()).isEqualTo(token.issuedAt());
    assertThat(
            store
                .ask(
                    Address.LIST_TOKENS, new ListTokens("billing", null, null, 10, Requests.MILLIS))
                .tokens())
        .extracting(TokenDetails::tokenId)
        .containsExactly(token.tokenId(), other.event().tokenId());
    assertThat(store.ask(Address.REVOKE, revoke(token))).isInstanceOf(TokenRevoked.class);
    assertThat(introspect(token)).isEqualTo(new InactiveToken(token.tokenId()));
  }

  @Test
  void whenItWasMadeMayBeUnknown() {
    Import known = imported("old-7", "billing");
    Import token =
        new Import(
            known.eventId(),
            known.tokenId(),
            known.secretHash(),
            "billing",
            null,
            known.expiresAt(),
            Requests.ORIGIN);
    Instant before = Instant.now().minusSeconds(60);

    assertThat(results(token)).containsExactly(Result.WRITTEN);

    assertThat(((ActiveToken) introspect(token)).issuedAt()).isAfter(before);
    assertThat(store.events().get(0).draft()).isEqualTo(token);
  }

  @Test
  void itIsTakenOverOnce() {
    Import token = imported("old-7", "billing");
    Import again = imported("old-7", "billing", token.expiresAt().plus(1, ChronoUnit.DAYS));
    Import thief = imported("old-7", "thief");

    assertThat(results(token, imported("old-8", "billing"), again, thief))
        .containsExactly(Result.WRITTEN, Result.WRITTEN, Result.STOOD, Result.TAKEN);
    assertThat(results(thief, again)).containsExactly(Result.TAKEN, Result.STOOD);
    store.ask(Address.REVOKE, revoke(token));
    assertThat(results(again)).containsExactly(Result.STOOD);

    assertThat(introspect(token)).isInstanceOf(InactiveToken.class);
    assertThat(store.events()).hasSize(3);
  }

  @Test
  void theFirstOfABatchCountsWhateverTheOrderOfItsIds() {
    List<Import> drafts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      drafts.add(imported("old-" + i, "first"));
      drafts.add(imported("old-" + i, "second"));
    }

    assertThat(results(drafts.toArray(Import[]::new)))
        .isEqualTo(
            IntStream.range(0, 200)
                .mapToObj(i -> i % 2 == 0 ? Result.WRITTEN : Result.TAKEN)
                .toList());
    assertThat(store.events())
        .extracting(event -> event.draft().identity())
        .hasSize(100)
        .containsOnly("first");
  }

  @Test
  void aBatchMayHaveAllKindsAndTheRestIsOfFormat2() {
    List<Future<?>> sent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      IssueToken token = issue("identity " + i);
      sent.add(store.send(Address.ISSUE, token));
      sent.add(store.send(Address.IMPORT, imports(imported("old-" + i / 2, "identity"))));
      sent.add(store.send(Address.REVOKE, revoke(token)));
      sent.add(
          store.send(Address.APPEND_EVENTS, new AppendEvents(List.of(refused()), Requests.MILLIS)));
    }
    Store.await(Future.all(sent));

    List<AuditEvent> events = store.events();
    assertThat(events).filteredOn(event -> event.draft() instanceof Import).hasSize(100);
    for (AuditEvent event : events) {
      assertThat(event.format()).isEqualTo(event.draft() instanceof Import ? 3 : 2);
    }
    try (Store other = Store.start(url)) {
      assertThat(other.events()).isEqualTo(events);
    }
  }

  @Test
  void nodesThatImportTheSameWriteItOnce() {
    List<Import> drafts =
        new ArrayList<>(
            IntStream.range(0, 1_000).mapToObj(i -> imported("old-" + i, "billing")).toList());
    List<Result> results = new ArrayList<>();
    try (Store other = Store.start(url)) {
      List<Future<List<Result>>> sent = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Collections.shuffle(drafts, new Random(i));
        Store node = i % 2 == 0 ? store : other;
        sent.add(
            node.send(Address.IMPORT, new ImportTokens(drafts, Requests.MILLIS))
                .map(reply -> reply.results()));
      }
      Store.await(Future.all(sent));
      sent.forEach(one -> results.addAll(one.result()));
    }

    assertThat(results).filteredOn(Result.WRITTEN::equals).hasSize(1_000);
    assertThat(results).filteredOn(Result.STOOD::equals).hasSize(5_000);
    assertThat(store.events()).hasSize(1_000);
  }

  @Test
  void whatNoNodeWouldSendIsRejected() {
    Import token = imported("old-7", "billing");
    Instant now = Instant.now();
    for (ImportTokens message :
        List.of(
            imports(imported("old-7", " ")),
            imports(imported("old-7", "billing", now.minus(1, ChronoUnit.DAYS))),
            imports(imported("old-7", "billing", now.plus(999, ChronoUnit.DAYS))),
            imports(madeAt(token, now.plusSeconds(600))),
            imports(madeAt(token, Instant.EPOCH.minusSeconds(1))),
            imports(
                new Import(
                    token.eventId(),
                    token.tokenId(),
                    SecretHash.ofSecret(new byte[1]),
                    "billing",
                    null,
                    token.expiresAt(),
                    token.origin())),
            new ImportTokens(Collections.nCopies(1_001, token), Requests.MILLIS))) {
      assertThatThrownBy(() -> store.ask(Address.IMPORT, message))
          .as("%s", message)
          .satisfies(
              cause -> assertThat(Failure.of(cause)).isIn(Failure.REJECTED, Failure.CLOCKS_DIFFER));
    }
    assertThat(store.events()).isEmpty();
  }

  private static Import madeAt(Import token, Instant time) {
    return new Import(
        token.eventId(),
        token.tokenId(),
        token.secretHash(),
        token.identity(),
        time,
        token.expiresAt(),
        token.origin());
  }

  private List<Result> results(Import... drafts) {
    return store.ask(Address.IMPORT, imports(drafts)).results();
  }

  private TokenState introspect(Import token) {
    return store.ask(
        Address.INTROSPECT,
        new IntrospectToken(token.tokenId(), token.secretHash(), Requests.MILLIS));
  }
}
