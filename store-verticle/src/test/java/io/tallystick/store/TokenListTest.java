package io.tallystick.store;

import static io.tallystick.store.Requests.MILLIS;
import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.revoke;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.message.FindToken;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.ListTokens;
import io.tallystick.eventbus.message.ListUnusedTokens;
import io.tallystick.eventbus.message.TokenDetails;
import io.tallystick.eventbus.message.TokenDetails.State;
import io.tallystick.eventbus.message.TokensFound;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operators look tokens up, and list those of an identity. */
class TokenListTest {

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
  void aTokenIsFoundWithAllThatIsKnownOfIt() {
    IssueToken plain = issue("billing");
    IssueToken token =
        new IssueToken(
            plain.event(), "nightly \"backup\"", Map.of("team", "Zähler", "a.b", ""), null, MILLIS);
    Instant issuedAt = store.ask(Address.ISSUE, token).issuedAt();

    assertThat(find(token.event().tokenId()).tokens())
        .containsExactly(
            new TokenDetails(
                token.event().tokenId(),
                token.event().secretHash(),
                "billing",
                issuedAt,
                token.event().expiresAt(),
                null,
                null,
                "nightly \"backup\"",
                Map.of("team", "Zähler", "a.b", ""),
                State.LIVE));

    store.ask(Address.REVOKE, revoke(token));

    TokenDetails revoked = find(token.event().tokenId()).tokens().get(0);
    assertThat(revoked.state()).isEqualTo(State.REVOKED);
    assertThat(revoked.revokedAt()).isAfterOrEqualTo(issuedAt);
    assertThat(find(new UUID(1, 1)).tokens()).isEmpty();
  }

  @Test
  void notesAreWrittenOnceAlsoIfTheTokenIsSentAgain() {
    IssueToken plain = issue("billing");
    IssueToken token = new IssueToken(plain.event(), "label", Map.of("a", "b"), null, MILLIS);

    Store.await(
        Future.all(
            store.send(Address.ISSUE, issue("billing")),
            store.send(Address.ISSUE, token),
            store.send(Address.ISSUE, token)));
    store.ask(Address.ISSUE, token);

    TokenDetails found = find(token.event().tokenId()).tokens().get(0);
    assertThat(found.label()).isEqualTo("label");
    assertThat(found.metadata()).isEqualTo(Map.of("a", "b"));
    assertThat(store.events()).hasSize(2);
  }

  @Test
  void pagesHaveEachTokenOnceWhateverIsIssuedMeanwhile() {
    List<UUID> issued = issueMany("billing", 25);
    issueMany("bill", 5);
    issueMany("billing2", 5);
    issued.sort(TokenListTest::compare);

    List<UUID> listed = new ArrayList<>();
    @Nullable UUID after = null;
    int pages = 0;
    do {
      TokensFound page = list("billing", null, after, 10);
      page.tokens().forEach(token -> listed.add(token.tokenId()));
      after = page.next();
      pages++;
      // Of version 7, and smaller than all: where the list already was.
      store.ask(Address.ISSUE, withId(new UUID(0x7000, Long.MIN_VALUE + pages)));
    } while (after != null);

    assertThat(pages).isEqualTo(3);
    assertThat(listed).isEqualTo(issued);
  }

  @Test
  void aPageThatEndsWithTheLastTokenIsTheLastPage() {
    issueMany("billing", 10);

    TokensFound page = list("billing", null, null, 10);

    assertThat(page.tokens()).hasSize(10);
    assertThat(page.next()).isNull();
    assertThat(list("nobody", null, null, 10)).isEqualTo(new TokensFound(List.of(), null));
  }

  @Test
  void tokensOfAStateAreListedAlone() throws Exception {
    List<UUID> live = issueMany("billing", 3);
    IssueToken revoked = issue("billing");
    store.ask(Address.ISSUE, revoked);
    store.ask(Address.REVOKE, revoke(revoked));
    IssueToken expired = issue("billing");
    store.ask(Address.ISSUE, expired);
    Store.execute(
        url,
        "update tallystick.token set expires_at = now() - interval '1 s' where id = '%s'"
            .formatted(expired.event().tokenId()));

    assertThat(ids(list("billing", State.LIVE, null, 10)))
        .containsExactlyInAnyOrderElementsOf(live);
    assertThat(ids(list("billing", State.REVOKED, null, 10)))
        .containsExactly(revoked.event().tokenId());
    assertThat(ids(list("billing", State.EXPIRED, null, 10)))
        .containsExactly(expired.event().tokenId());
    assertThat(list("billing", State.LIVE, null, 2).tokens()).hasSize(2);
    assertThat(list("billing", State.LIVE, null, 2).next()).isNotNull();
  }

  @Test
  void aPageLooksAtSoManyTokensOnlyAndSaysWhereTheListGoesOn() {
    issueMany("billing", 2_500);

    TokensFound first = list("billing", State.REVOKED, null, 10);

    assertThat(first.tokens()).isEmpty();
    assertThat(first.next()).isNotNull();
    assertThat(list("billing", State.REVOKED, first.next(), 10))
        .isEqualTo(new TokensFound(List.of(), null));
  }

  @Test
  void identitiesOfTheSameHashAreListedApart() throws Exception {
    List<String> alike = identitiesOfTheSameHash();
    List<UUID> first = issueMany(alike.get(0), 5);
    List<UUID> second = issueMany(alike.get(1), 5);

    assertThat(pages(alike.get(0), 2)).containsExactlyInAnyOrderElementsOf(first);
    assertThat(pages(alike.get(1), 2)).containsExactlyInAnyOrderElementsOf(second);
  }

  @Test
  void liveTokensThatWereNotUsedForLongAreListed() throws Exception {
    recordingSince("-infinity");
    Instant since = Instant.now().minus(20, ChronoUnit.HOURS);
    UUID unused = aged("billing", "2 days", "21 hours");
    UUID neverUsed = aged("billing", "2 days", null);
    UUID ofOther = aged("payroll", "2 days", null);
    aged("billing", "2 days", "19 hours");
    aged("billing", "19 hours", null);
    IssueToken revoked = issue("billing");
    store.ask(Address.ISSUE, revoked);
    store.ask(Address.REVOKE, revoke(revoked));
    Store.execute(
        url,
        "update tallystick.token set issued_at = now() - interval '2 days' where id = '%s'"
            .formatted(revoked.event().tokenId()));

    assertThat(unused("billing", since)).containsExactlyInAnyOrder(unused, neverUsed);
    assertThat(unused(null, since)).containsExactlyInAnyOrder(unused, neverUsed, ofOther);
  }

  @Test
  void aTokenOfATimeBeforeUsesWereRecordedCountsAsUsedThen() throws Exception {
    UUID old = aged("billing", "9 days", null);
    recordingSince("now() - interval '5 days'");

    assertThat(unused("billing", Instant.now().minus(6, ChronoUnit.DAYS))).isEmpty();
    assertThat(unused("billing", Instant.now().minus(4, ChronoUnit.DAYS))).containsExactly(old);
  }

  @Test
  void unusedTokensOfAllAreWalkedInBoundedPages() throws Exception {
    issueMany("billing", 2_500);
    recordingSince("-infinity");
    UUID last = aged("billing", "2 days", null);
    Instant since = Instant.now().minus(1, ChronoUnit.HOURS);

    TokensFound first = listUnused(null, since, null);

    assertThat(first.tokens()).isEmpty();
    assertThat(first.next()).isNotNull();
    assertThat(unused(null, since)).containsExactly(last);
    // Ids say that all tokens are newer.
    assertThat(listUnused(null, since.minus(2, ChronoUnit.DAYS), null))
        .isEqualTo(new TokensFound(List.of(), null));
  }

  /** Issues a token, and moves its times into the past. */
  private UUID aged(String identity, String issuedAgo, @Nullable String usedAgo) throws Exception {
    UUID id = issueMany(identity, 1).get(0);
    Store.execute(
        url,
        "update tallystick.token set issued_at = now() - interval '%s' where id = '%s'"
            .formatted(issuedAgo, id));
    if (usedAgo != null) {
      Store.execute(
          url,
          "insert into tallystick.token_use values ('%s', now() - interval '%s')"
              .formatted(id, usedAgo));
    }
    return id;
  }

  private void recordingSince(String time) throws Exception {
    String at = time.contains("(") ? time : "'" + time + "'";
    Store.execute(url, "update tallystick.token_use_since set at = " + at);
  }

  private List<UUID> unused(@Nullable String identity, Instant since) {
    List<UUID> listed = new ArrayList<>();
    @Nullable UUID after = null;
    do {
      TokensFound page = listUnused(identity, since, after);
      listed.addAll(ids(page));
      after = page.next();
    } while (after != null);
    return listed;
  }

  private TokensFound listUnused(@Nullable String identity, Instant since, @Nullable UUID after) {
    return store.ask(
        Address.LIST_UNUSED_TOKENS, new ListUnusedTokens(identity, since, after, 2, MILLIS));
  }

  private List<UUID> pages(String identity, int limit) {
    List<UUID> listed = new ArrayList<>();
    @Nullable UUID after = null;
    do {
      TokensFound page = list(identity, null, after, limit);
      listed.addAll(ids(page));
      after = page.next();
    } while (after != null);
    return listed;
  }

  private List<String> identitiesOfTheSameHash() throws Exception {
    try (Connection connection = Store.connect(url);
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "select min('service-' || i), max('service-' || i) from generate_series(1, 500000) i"
                    + " group by hashtext('service-' || i) having count(*) > 1 limit 1")) {
      result.next();
      return List.of(result.getString(1), result.getString(2));
    }
  }

  private List<UUID> issueMany(String identity, int count) {
    List<UUID> ids = new ArrayList<>();
    List<Future<?>> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      IssueToken token = issue(identity);
      ids.add(token.event().tokenId());
      sent.add(store.send(Address.ISSUE, token));
    }
    Store.await(Future.all(sent));
    return ids;
  }

  private static IssueToken withId(UUID id) {
    return issue(
        id,
        Requests.hash(id),
        "billing",
        Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS));
  }

  /** In the order of PostgreSQL, which compares bytes. */
  private static int compare(UUID a, UUID b) {
    return a.toString().compareTo(b.toString());
  }

  private static List<UUID> ids(TokensFound found) {
    return found.tokens().stream().map(TokenDetails::tokenId).toList();
  }

  private TokensFound find(UUID id) {
    return store.ask(Address.FIND_TOKEN, new FindToken(id, MILLIS));
  }

  private TokensFound list(
      String identity, @Nullable State state, @Nullable UUID after, int limit) {
    return store.ask(Address.LIST_TOKENS, new ListTokens(identity, state, after, limit, MILLIS));
  }
}
