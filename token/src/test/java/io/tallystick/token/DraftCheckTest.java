package io.tallystick.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.Action;
import io.tallystick.event.EventDraft;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.EventDraft.RevokeAll;
import io.tallystick.event.Origin;
import io.tallystick.event.Reason;
import io.tallystick.event.SecretHash;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only events that the API makes are written. */
class DraftCheckTest {

  private static final String SECRET = "btUTPXUTxfzmq4IhbSRZGiAzpyGgyhnly9reMa1AwaS";
  private static final UUID TOKEN_ID = UUID.fromString("0192f1a0-5c3e-7abc-8def-0123456789ab");
  private static final Origin ORIGIN = origin("curl/8");

  @Test
  void whatTheApiMakesPasses() {
    assertThat(DraftCheck.fault(issue(TOKEN_ID, "billing"))).isNull();
    assertThat(DraftCheck.fault(revoke("billing", ORIGIN))).isNull();
    assertThat(DraftCheck.fault(refusal(Reason.BAD_REQUEST.text(), null))).isNull();
    assertThat(DraftCheck.fault(refusal("of_a_newer_release", "billing"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a\nb", "a\u0000b", "a\u200bb", "\u202ea", "so\u0308ns", " a", SECRET})
  void noTokenIsIssuedForWhatTheApiWouldRefuse(String identity) {
    assertThat(DraftCheck.fault(issue(TOKEN_ID, identity))).isNotNull().doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "0192f1a0-5c3e-4abc-8def-0123456789ab",
        "0192f1a0-5c3e-7abc-0def-0123456789ab"
      })
  void anIdOfAnotherKindIsRefused(String id) {
    assertThat(DraftCheck.fault(issue(UUID.fromString(id), "billing"))).contains("version 7");
  }

  @Test
  void theIdOfAnImportFollowsFromItsHash() {
    SecretHash hash = ImportedToken.hash("a token of the old service");
    UUID id = ImportedToken.id(hash);

    assertThat(DraftCheck.fault(imported(id, hash, "billing"))).isNull();
    assertThat(DraftCheck.fault(imported(TOKEN_ID, hash, "billing"))).contains("follow");
    assertThat(DraftCheck.fault(imported(id, hash, " billing"))).contains("blank");
    assertThat(DraftCheck.fault(new RevokeAll(TOKEN_ID, "a\nb", ORIGIN))).contains("identity");
  }

  @Test
  void tokensOfEarlierBuildsCanBeRevokedAndNothingElse() {
    assertThat(DraftCheck.fault(revoke("a\u200bb", ORIGIN))).isNull();
    assertThat(DraftCheck.fault(revoke("a\nb", ORIGIN))).isNotNull();
    assertThat(DraftCheck.fault(revoke("a".repeat(256), ORIGIN))).isNotNull();
  }

  @Test
  void aRefusalMayHaveTheLongerFormForDatabasesThatRejectIt() {
    assertThat(DraftCheck.fault(refusal("bad_request", "\\u03a9".repeat(85)))).isNull();
    assertThat(DraftCheck.fault(refusal("bad_request", "a".repeat(511)))).isNotNull();
    assertThat(DraftCheck.fault(refusal("bad_request", "a\nb"))).isNotNull();
    assertThat(DraftCheck.fault(refusal("x".repeat(65), null))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"two\nlines", "ad\u202emin", "\u0000", SECRET})
  void textsOfAnOriginCanBeShownAndAreNoTokens(String userAgent) {
    assertThat(DraftCheck.fault(revoke("billing", origin(userAgent)))).isNotNull();
  }

  @Test
  void noTextOfAnOriginIsTooLong() {
    assertThat(DraftCheck.fault(revoke("billing", origin("a".repeat(510))))).isNull();
    assertThat(DraftCheck.fault(revoke("billing", origin("a".repeat(511))))).isNotNull();
  }

  private static EventDraft issue(UUID id, String identity) {
    return new Issue(id, SecretHash.ofSecret(new byte[1]), identity, Instant.EPOCH, ORIGIN);
  }

  private static EventDraft imported(UUID id, SecretHash hash, String identity) {
    return new Import(TOKEN_ID, id, hash, identity, null, Instant.EPOCH, ORIGIN);
  }

  private static EventDraft revoke(String identity, Origin origin) {
    return new Revoke(UUID.randomUUID(), TOKEN_ID, identity, origin);
  }

  private static EventDraft refusal(String reason, @Nullable String identity) {
    return new Refusal(
        UUID.randomUUID(), Action.ISSUE, reason, null, identity, null, Instant.EPOCH, ORIGIN, 1);
  }

  private static Origin origin(String userAgent) {
    return new Origin("10.0.0.1", null, null, "request-1", null, userAgent, "node-1");
  }
}
