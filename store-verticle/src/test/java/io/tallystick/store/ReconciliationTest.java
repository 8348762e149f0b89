package io.tallystick.store;

import static io.tallystick.store.Requests.imported;
import static io.tallystick.store.Requests.imports;
import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.revoke;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.message.AppendEvents;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.TokensImported;
import io.tallystick.store.upkeep.Reconciliation;
import io.tallystick.testing.TestPostgres;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens and events that do not match are found, each kind under its own name. */
class ReconciliationTest {

  private final String url = TestPostgres.shared().newDatabase();
  private final IssueToken first = issue("first");
  private final IssueToken second = issue("second");

  @BeforeEach
  void tokensAndEvents() {
    try (Store store = Store.start(url)) {
      store.ask(Address.ISSUE, first);
      store.ask(Address.ISSUE, second);
      store.ask(Address.ISSUE, issue("third"));
      store.ask(Address.REVOKE, revoke(second));
      store.ask(
          Address.APPEND_EVENTS, new AppendEvents(List.of(Requests.refused()), Requests.MILLIS));
    }
  }

  @Test
  void whatIsAsItWasWrittenMatches() throws Exception {
    assertThat(run()).isEqualTo(new Reconciliation.Result(3, 5, List.of()));
  }

  @Test
  void aTokenThatNoEventHasIssuedIsFound() throws Exception {
    UUID id = UUID.randomUUID();
    tamper(
        """
        insert into tallystick.token (id, secret_hash, identity, issued_at, expires_at)
        values ('%s', sha256('x'), 'nobody', now(), now() + interval '1 day')
        """
            .formatted(id));

    assertFinds("tokens have no event", id);
  }

  @Test
  void aTokenThatWasChangedIsFound() throws Exception {
    for (String change :
        List.of(
            "identity = 'other'",
            "expires_at = expires_at + interval '1 day'",
            "secret_hash = sha256('x')")) {
      tamper(
          "update tallystick.token set %s where id = '%s'"
              .formatted(change, first.event().tokenId()));

      assertFinds("tokens differ from their issue events", first.event().tokenId());
    }
  }

  @Test
  void aRevocationThatWasTakenBackOrMadeUpIsFound() throws Exception {
    tamper("update tallystick.token set revoked_at = null, revocation_id = null");
    assertFinds(
        "tokens are revoked without a revoke event, or have one without being revoked",
        second.event().tokenId());

    tamper(
        "update tallystick.token set revoked_at = now(), revocation_id = gen_random_uuid()"
            + " where identity = 'first'");
    assertThat(run().findings().get(0).count()).isEqualTo(2);
  }

  @Test
  void aTokenThatIsGoneTooEarlyIsFoundAndAPurgedOneIsNot() throws Exception {
    tamper("delete from tallystick.token where id = '%s'".formatted(second.event().tokenId()));
    assertFinds(
        "tokens are missing, although it is too early to purge them", second.event().tokenId());

    tamper(
        """
        update tallystick.audit_event set at = at - interval '2 hours'
        where token_id = '%s' and action = 4
        """
            .formatted(second.event().tokenId()));
    assertThat(run().findings()).isEmpty();
  }

  @Test
  void anEventThatIsMissingIsFound() throws Exception {
    tamper("delete from tallystick.audit_event where seq = 5");

    assertThat(run().findings())
        .containsExactly(
            new Reconciliation.Finding("event numbers are missing", 1, List.of("up to 4")));
  }

  @Test
  void anEventThatIsThereTwiceIsFound() throws Exception {
    tamper(
        """
        insert into tallystick.audit_event
        select 6, event_id, at, format, action, outcome, reason, identity, token_id, secret_hash, expires_at,
               observed_at, peer, forwarded, request_id, user_agent, node, attempts
        from tallystick.audit_event where seq = 1
        """);
    tamper("update tallystick.audit_head set seq = 6");

    assertFinds("tokens have duplicate events", first.event().tokenId());
  }

  @Test
  void importsMatchAlsoIfATokenIsImportedAgainAfterItHasExpired() throws Exception {
    Import old = imported("old-7", "billing");
    importAgain(old, "delete from tallystick.token where id = '%s'".formatted(old.tokenId()));
    assertFinds("tokens have duplicate events", old.tokenId());

    tamper(
        """
        update tallystick.audit_event set expires_at = at - interval '1 minute'
        where seq = (select min(seq) from tallystick.audit_event where action = 6)
        """);

    assertThat(run().findings()).isEmpty();
  }

  /** Imports a token and revokes it, and after a change of the database imports it again. */
  private void importAgain(Import token, String change) throws Exception {
    try (Store store = Store.start(url)) {
      store.ask(Address.IMPORT, imports(token));
      store.ask(Address.REVOKE, revoke(token));
      assertThat(run().findings()).isEmpty();
      tamper(change);
      assertThat(store.ask(Address.IMPORT, imports(token)).results())
          .containsExactly(TokensImported.Result.WRITTEN);
    }
  }

  private void assertFinds(String text, UUID token) throws Exception {
    assertThat(run().findings())
        .containsExactly(new Reconciliation.Finding(text, 1, List.of(token.toString())));
  }

  private Reconciliation.Result run() throws Exception {
    return Reconciliation.run(DatabaseUrl.parse(url), Store.RETENTION);
  }

  /** As whoever owns the database can. */
  private void tamper(String sql) throws Exception {
    Store.execute(url, "set session_replication_role = replica; " + sql);
  }
}
