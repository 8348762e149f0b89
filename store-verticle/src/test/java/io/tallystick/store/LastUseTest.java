package io.tallystick.store;

import static io.tallystick.store.Requests.MILLIS;
import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.revoke;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.message.FindToken;
import io.tallystick.eventbus.message.IntrospectToken;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.TokenState;
import io.tallystick.eventbus.message.TokenState.ActiveToken;
import io.tallystick.testing.TestPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When tokens were last used is recorded beside the checks, and never in their way. */
class LastUseTest {

  private String url;
  private Store store;

  @BeforeEach
  void start() {
    url = TestPostgres.shared().newDatabase();
    store = Store.recordingUses(url, "1h");
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void aUseIsShown() {
    Instant before = Instant.now().minusSeconds(1);
    IssueToken token = issued();
    assertThat(lastUse(token)).isNull();

    assertThat(use(store, token)).isInstanceOf(ActiveToken.class);

    await().until(() -> lastUse(token) != null);
    assertThat(lastUse(token)).isBetween(before, Instant.now().plusSeconds(1));
  }

  @Test
  void whatIsNotActiveIsNotUsedAndARevokeIsNoUse() {
    IssueToken mistaken = issued();
    IssueToken revoked = issued();
    IssueToken silent = issued();
    store.ask(Address.REVOKE, revoke(revoked));

    store.ask(
        Address.INTROSPECT,
        new IntrospectToken(
            mistaken.event().tokenId(), SecretHash.ofSecret(new byte[] {1}), MILLIS));
    use(store, revoked);
    store.ask(
        Address.INTROSPECT,
        new IntrospectToken(silent.event().tokenId(), silent.event().secretHash(), MILLIS, true));

    useAnotherAndAwait(store);
    assertThat(lastUse(mistaken)).isNull();
    assertThat(lastUse(revoked)).isNull();
    assertThat(lastUse(silent)).isNull();
  }

  @Test
  void checksGoOnWhileUsesCannotBeWrittenAndTheNextUseIsWrittenInstead() throws Exception {
    IssueToken token = issued();
    try (Connection connection = Store.connect(url);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table tallystick.token_use in access exclusive mode");

      await()
          .until(
              () -> {
                assertThat(use(store, token)).isInstanceOf(ActiveToken.class);
                return store.usesLost() > 0;
              });

      connection.rollback();
    }

    await()
        .until(
            () -> {
              use(store, token);
              return lastUse(token) != null;
            });
  }

  @Test
  void aUseThatIsNearlyAsNewAsTheRecordedOneIsNotWritten() throws Exception {
    IssueToken near = issued();
    IssueToken far = issued();
    Instant nearUse = setLastUse(near, "20 minutes");
    Instant farUse = setLastUse(far, "40 minutes");

    use(store, near);
    use(store, far);
    useAnotherAndAwait(store);

    assertThat(lastUse(near)).isEqualTo(nearUse);
    assertThat(lastUse(far)).isAfter(farUse);
  }

  @Test
  void aTimeInTheFutureIsReplaced() throws Exception {
    IssueToken token = issued();
    setLastUse(token, "-1 day");

    use(store, token);
    useAnotherAndAwait(store);

    assertThat(lastUse(token)).isBefore(Instant.now().plusSeconds(60));
  }

  @Test
  void severalNodesWriteAUseOnce() {
    IssueToken token = issued();
    try (Store other = Store.recordingUses(url, "1h")) {
      use(store, token);
      await().until(() -> lastUse(token) != null);

      use(other, token);
      use(store, token);
      useAnotherAndAwait(other);
      useAnotherAndAwait(store);

      assertThat(store.usesRecorded() + other.usesRecorded()).isEqualTo(3);
    }
  }

  @Test
  void aNodeThatStopsWritesWhatItHasNoted() {
    IssueToken token = issued();
    use(store, token);

    store.close();
    store = Store.recordingUses(url, "1h");

    assertThat(lastUse(token)).isNotNull();
  }

  @Test
  void nothingIsWrittenIfItIsOff() throws Exception {
    try (Store off = Store.recordingUses(url, "off")) {
      assertThat(use(off, issued())).isInstanceOf(ActiveToken.class);
    }

    assertThat(Store.number(url, "select count(*) from tallystick.token_use")).isZero();
  }

  @Test
  void aTokenThatIsGoneHasNoUse() throws Exception {
    assertThat(
            Store.number(
                url,
                "select tallystick.record_use_v1(array[gen_random_uuid(), gen_random_uuid()], '30 min')"))
        .isZero();
  }

  private IssueToken issued() {
    IssueToken token = issue("billing");
    store.ask(Address.ISSUE, token);
    return token;
  }

  private static TokenState use(Store store, IssueToken token) {
    return store.ask(
        Address.INTROSPECT,
        new IntrospectToken(token.event().tokenId(), token.event().secretHash(), MILLIS));
  }

  /** Uses are written in their order, so all earlier ones are written then. */
  private void useAnotherAndAwait(Store user) {
    IssueToken another = issued();
    use(user, another);
    await().until(() -> lastUse(another) != null);
  }

  private @Nullable Instant lastUse(IssueToken token) {
    return store
        .ask(Address.FIND_TOKEN, new FindToken(token.event().tokenId(), MILLIS))
        .tokens()
        .get(0)
        .lastUsedAt();
  }

  private @Nullable Instant setLastUse(IssueToken token, String ago) throws Exception {
    Store.execute(
        url,
        "insert into tallystick.token_use values ('%s', now() - interval '%s')"
            .formatted(token.event().tokenId(), ago));
    return lastUse(token);
  }
}
