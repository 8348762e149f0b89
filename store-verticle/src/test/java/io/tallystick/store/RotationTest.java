package io.tallystick.store;

import static io.tallystick.store.Requests.imported;
import static io.tallystick.store.Requests.imports;
import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.revoke;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.ReplacedToken;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.FindToken;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.ReadRevocations;
import io.tallystick.eventbus.message.RevocationsRead.Revocation;
import io.tallystick.eventbus.message.RevokeOutcome.NoLiveToken;
import io.tallystick.eventbus.message.RotateOutcome;
import io.tallystick.eventbus.message.RotateOutcome.TokenRotated;
import io.tallystick.eventbus.message.RotateToken;
import io.tallystick.eventbus.message.TokenDetails;
import io.tallystick.eventbus.message.TokenDetails.State;
import io.tallystick.store.upkeep.Reconciliation;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A token is replaced by a new one of the same identity, at once or after a grace. */
class RotationTest {

  private static final long HOUR = Duration.ofHours(1).toMillis();

  private final IssueToken old = issue("billing");
  private String url;
  private Store store;

  @BeforeEach
  void start() {
    url = TestPostgres.shared().newDatabase();
    store = Store.start(url);
    store.ask(Address.ISSUE, old);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void oneEventHasTheNewTokenAndTheEndOfTheOldOne() throws Exception {
    RotateToken rotation = rotate(old.event().tokenId(), 60_000);

    TokenRotated rotated = (TokenRotated) store.ask(Address.ROTATE, rotation);

    Instant end = rotated.replacedExpiresAt();
    assertThat(end)
        .isBetween(rotated.issuedAt().plusMillis(59_999), rotated.issuedAt().plusMillis(60_000));
    TokenDetails replaced = find(old.event().tokenId());
    assertThat(replaced.state()).isEqualTo(State.LIVE);
    assertThat(replaced.expiresAt()).isEqualTo(end);
    TokenDetails now = find(rotation.event().tokenId());
    assertThat(now.state()).isEqualTo(State.LIVE);
    assertThat(now.identity()).isEqualTo("billing");
    assertThat(now.issuedAt()).isEqualTo(rotated.issuedAt());
    assertThat(now.label()).isEqualTo("label");
    assertThat(now.metadata()).isEqualTo(Map.of("a", "b"));
    AuditEvent event = store.events().get(1);
    Issue issue = rotation.event();
    assertThat(event.format()).isEqualTo(3);
    assertThat(event.draft())
        .isEqualTo(
            new Issue(
                issue.tokenId(),
                issue.secretHash(),
                "billing",
                issue.expiresAt(),
                new ReplacedToken(old.event().tokenId(), end),
                Requests.ORIGIN));
    assertMatches();
  }

  @Test
  void withoutAGraceTheOldOneEndsAtOnce() throws Exception {
    TokenRotated rotated =
        (TokenRotated) store.ask(Address.ROTATE, rotate(old.event().tokenId(), 0));

    assertThat(rotated.replacedExpiresAt()).isBeforeOrEqualTo(rotated.issuedAt());
    assertThat(find(old.event().tokenId()).state()).isEqualTo(State.EXPIRED);
    assertMatches();
  }

  @Test
  void noTokenLivesLongerBecauseItIsReplaced() throws Exception {
    TokenRotated rotated =
        (TokenRotated) store.ask(Address.ROTATE, rotate(old.event().tokenId(), 2 * HOUR));

    assertThat(rotated.replacedExpiresAt()).isEqualTo(old.event().expiresAt());
    assertMatches();
  }

  @Test
  void aRotationThatIsSentAgainIsDoneOnce() {
    RotateToken rotation = rotate(old.event().tokenId(), 0);
    RotateOutcome first = store.ask(Address.ROTATE, rotation);

    assertThat(store.ask(Address.ROTATE, rotation)).isEqualTo(first);
    assertThat(store.events()).hasSize(2);
  }

  @Test
  void whatIsNotLiveIsNotReplacedAndNothingIsWritten() throws Exception {
    IssueToken revoked = issue("billing");
    store.ask(Address.ISSUE, revoked);
    store.ask(Address.REVOKE, revoke(revoked));
    IssueToken other = issue("other");
    store.ask(Address.ISSUE, other);
    UUID unknown = UUID.randomUUID();

    for (UUID id : List.of(unknown, revoked.event().tokenId(), other.event().tokenId())) {
      assertThat(store.ask(Address.ROTATE, rotate(id, HOUR))).isEqualTo(new NoLiveToken(id));
    }

    assertThat(store.events()).hasSize(4);
    assertThat(Store.number(url, "select count(*) from tallystick.token")).isEqualTo(3);
  }

  @Test
  void ofManyWhoReplaceATokenAtOnceOneDoes() throws Exception {
    try (Store node = Store.start(url)) {
      List<Future<RotateOutcome>> sent = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        sent.add(
            (i % 2 == 0 ? store : node).send(Address.ROTATE, rotate(old.event().tokenId(), 0)));
      }
      Store.await(Future.all(sent));
      assertThat(sent).filteredOn(future -> future.result() instanceof TokenRotated).hasSize(1);
    }
    assertThat(store.events()).hasSize(2);
    assertMatches();
  }

  @Test
  void theFeedListsTheOldToken() {
    RotateToken rotation = rotate(old.event().tokenId(), HOUR);
    store.ask(Address.ROTATE, rotation);
    store.ask(Address.REVOKE, revoke(old));

    assertThat(store.ask(Address.READ_REVOCATIONS, new ReadRevocations(0, 10)).revocations())
        .containsExactly(
            new Revocation(2, old.event().tokenId()), new Revocation(3, old.event().tokenId()));
  }

  @Test
  void anImportedTokenIsReplacedByOneOfOurs() throws Exception {
    Import imported = imported("old-7", "billing");
    store.ask(Address.IMPORT, imports(imported));

    assertThat(store.ask(Address.ROTATE, rotate(imported.tokenId(), 0)))
        .isInstanceOf(TokenRotated.class);

    assertThat(find(imported.tokenId()).state()).isEqualTo(State.EXPIRED);
    assertMatches();
  }

  @Test
  void whatNoNodeWouldSendIsRejected() {
    UUID id = old.event().tokenId();
    RotateToken right = rotate(id, 0);
    Issue event = right.event();
    RotateToken done = rotate(id, HOUR);
    store.ask(Address.ROTATE, done);

    for (RotateToken message :
        List.of(
            rotate(id, -1),
            rotate(id, Duration.ofDays(9_999).toMillis()),
            rotate(event, event.tokenId()),
            rotate(
                new Issue(
                    event.tokenId(),
                    event.secretHash(),
                    "billing",
                    event.expiresAt(),
                    new ReplacedToken(id, event.expiresAt()),
                    Requests.ORIGIN),
                id),
            rotate(issue("billing", Instant.now().plus(Duration.ofDays(9_999))).event(), id),
            new RotateToken(event, "", Map.of(), id, 0, null, Requests.MILLIS),
            rotate(
                new Issue(
                    done.event().tokenId(),
                    event.secretHash(),
                    "billing",
                    event.expiresAt(),
                    Requests.ORIGIN),
                id))) {
      assertThatThrownBy(() -> store.ask(Address.ROTATE, message))
          .as("%s", message)
          .satisfies(
              cause -> assertThat(Failure.of(cause)).isIn(Failure.REJECTED, Failure.CLOCKS_DIFFER));
    }
    assertThat(store.events()).hasSize(2);
  }

  @Test
  void anOldTokenThatLivesLongerThanItsReplacementSaysIsFound() throws Exception {
    store.ask(Address.ROTATE, rotate(old.event().tokenId(), 0));

    Store.execute(
        url,
        "update tallystick.token set expires_at = expires_at + interval '1 hour' where id = '%s'"
            .formatted(old.event().tokenId()));

    assertThat(Reconciliation.run(DatabaseUrl.parse(url), Store.RETENTION).findings())
        .singleElement()
        .extracting(Reconciliation.Finding::text)
        .isEqualTo("tokens differ from their issue events");
  }

  private static RotateToken rotate(UUID replaced, long graceMillis) {
    return new RotateToken(
        issue("billing", Instant.now().plus(Duration.ofDays(1))).event(),
        "label",
        Map.of("a", "b"),
        replaced,
        graceMillis,
        null,
        Requests.MILLIS);
  }

  private static RotateToken rotate(Issue event, UUID replaced) {
    return new RotateToken(event, null, Map.of(), replaced, 0, null, Requests.MILLIS);
  }

  private TokenDetails find(UUID id) {
    return store.ask(Address.FIND_TOKEN, new FindToken(id, Requests.MILLIS)).tokens().get(0);
  }

  private void assertMatches() throws Exception {
    assertThat(Reconciliation.run(DatabaseUrl.parse(url), Store.RETENTION).findings()).isEmpty();
  }
}
