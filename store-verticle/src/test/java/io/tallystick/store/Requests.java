package io.tallystick.store;

import io.tallystick.event.Action;
import io.tallystick.event.Origin;
import io.tallystick.event.Reason;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.IssueToken;
import io.tallystick.eventbus.RefusedAttempt;
import io.tallystick.eventbus.RevokeToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Requests as the API verticle sends them. */
public final class Requests {

  public static final Origin ORIGIN = new Origin("127.0.0.1", null, "request-1", "test", "node-1");

  private Requests() {}

  public static IssueToken issue(String identity) {
    return issue(identity, Instant.now().plus(1, ChronoUnit.HOURS));
  }

  public static IssueToken issue(String identity, Instant expiresAt) {
    UUID id = UUID.randomUUID();
    return new IssueToken(
        id, hash(id), identity, expiresAt.truncatedTo(ChronoUnit.MILLIS), ORIGIN, 10_000);
  }

  public static RevokeToken revoke(IssueToken issued) {
    return new RevokeToken(
        issued.id(), issued.secretHash(), issued.identity(), UUID.randomUUID(), ORIGIN, 10_000);
  }

  public static RefusedAttempt refused() {
    return new RefusedAttempt(
        UUID.randomUUID(),
        Action.REVOKE,
        Reason.NO_LIVE_TOKEN,
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
