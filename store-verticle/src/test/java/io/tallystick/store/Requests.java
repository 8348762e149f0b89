package io.tallystick.store;

import io.tallystick.event.Action;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.Origin;
import io.tallystick.event.Reason;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.message.ImportTokens;
import io.tallystick.eventbus.message.IssueTerms;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.RevokeToken;
import io.tallystick.testing.SampleEvents;
import io.tallystick.token.ImportedToken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Requests as the API verticle sends them. */
public final class Requests {

  /** How long a caller waits, in milliseconds: on a busy machine too, only a fault is longer. */
  public static final long MILLIS = 120_000;

  /** The settings of the node that sends a request. */
  public static final IssueTerms TERMS =
      new IssueTerms("tally", MILLIS, Duration.ofDays(1).toMillis(), false);

  public static final Origin ORIGIN = SampleEvents.ORIGIN;

  private Requests() {}

  public static IssueToken issue(String identity) {
    return issue(identity, Instant.now().plus(1, ChronoUnit.HOURS));
  }

  public static IssueToken issue(String identity, Instant expiresAt) {
    UUID id = SampleEvents.newTokenId();
    return issue(id, hash(id), identity, expiresAt);
  }

  public static IssueToken issue(UUID id, SecretHash hash, String identity, Instant expiresAt) {
    return new IssueToken(SampleEvents.issue(id, hash, identity, expiresAt, ORIGIN), MILLIS);
  }

  /** A token with this text that was made elsewhere. */
  public static Import imported(String text, String identity) {
    return imported(text, identity, Instant.now().plus(1, ChronoUnit.HOURS));
  }

  public static Import imported(String text, String identity, Instant expiresAt) {
    SecretHash hash = ImportedToken.hash(text);
    return SampleEvents.imported(ImportedToken.id(hash), hash, identity, expiresAt, ORIGIN);
  }

  public static ImportTokens imports(Import... drafts) {
    return new ImportTokens(List.of(drafts), MILLIS);
  }

  public static RevokeToken revoke(Import imported) {
    return new RevokeToken(
        SampleEvents.revoke(
            UUID.randomUUID(), imported.tokenId(), imported.identity(), imported.origin()),
        imported.secretHash(),
        MILLIS);
  }

  public static RevokeToken revoke(IssueToken issued) {
    return revoke(issued, issued.event().identity(), issued.event().secretHash());
  }

  public static RevokeToken revoke(IssueToken issued, String identity, SecretHash shown) {
    return new RevokeToken(
        SampleEvents.revoke(UUID.randomUUID(), issued.event().tokenId(), identity, ORIGIN),
        shown,
        MILLIS);
  }

  public static Refusal refused() {
    return SampleEvents.refusal(
        UUID.randomUUID(),
        Action.REVOKE,
        Reason.NO_LIVE_TOKEN,
        "someone",
        UUID.randomUUID(),
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        ORIGIN);
  }

  public static SecretHash hash(UUID id) {
    return SecretHash.ofSecret(id.toString().getBytes(StandardCharsets.UTF_8));
  }
}
