package io.tallystick.store;

import io.tallystick.event.Action;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.Origin;
import io.tallystick.event.Reason;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.RevokeToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Requests as the API verticle sends them. */
public final class Requests {

  /** How long a caller waits, in milliseconds: on a busy machine too, only a fault is longer. */
  public static final long MILLIS = 120_000;

  public static final Origin ORIGIN = new Origin("127.0.0.1", null, "request-1", "test", "node-1");

  private Requests() {}

  public static IssueToken issue(String identity) {
    return issue(identity, Instant.now().plus(1, ChronoUnit.HOURS));
  }

  public static IssueToken issue(String identity, Instant expiresAt) {
    UUID id = UUID.randomUUID();
    return issue(id, hash(id), identity, expiresAt);
  }

  public static IssueToken issue(UUID id, SecretHash hash, String identity, Instant expiresAt) {
    return new IssueToken(
        new Issue(id, hash, identity, expiresAt.truncatedTo(ChronoUnit.MILLIS), ORIGIN), MILLIS);
  }

  public static RevokeToken revoke(IssueToken issued) {
    return revoke(issued, issued.event().identity(), issued.event().secretHash());
  }

  public static RevokeToken revoke(IssueToken issued, String identity, SecretHash shown) {
    return new RevokeToken(
        new Revoke(UUID.randomUUID(), issued.event().tokenId(), identity, ORIGIN), shown, MILLIS);
  }

  public static Refusal refused() {
    return new Refusal(
        UUID.randomUUID(),
        Action.REVOKE,
        Reason.NO_LIVE_TOKEN.text(),
        "someone",
        UUID.randomUUID(),
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        ORIGIN,
        1);
  }

  public static SecretHash hash(UUID id) {
    return SecretHash.ofSecret(id.toString().getBytes(StandardCharsets.UTF_8));
  }
}
