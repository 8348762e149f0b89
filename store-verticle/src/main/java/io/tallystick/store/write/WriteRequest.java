package io.tallystick.store.write;

import io.tallystick.event.Action;
import io.tallystick.event.Origin;
import io.tallystick.event.Outcome;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.IssueToken;
import io.tallystick.eventbus.RefusedAttempt;
import io.tallystick.eventbus.RevokeToken;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of a batch, in the terms of {@code write_batch_v1}.
 *
 * @param outcome success asks for the deed itself; refused for its event alone
 * @param eventId what makes the row one and the same when it is sent again
 * @param attempts for how many refused ones it stands; null for one
 */
public record WriteRequest(
    Action action,
    Outcome outcome,
    UUID eventId,
    @Nullable String reason,
    @Nullable String identity,
    @Nullable UUID tokenId,
    @Nullable SecretHash secretHash,
    @Nullable Instant expiresAt,
    @Nullable Instant observedAt,
    Origin origin,
    @Nullable Integer attempts) {

  public static WriteRequest of(IssueToken message) {
    return new WriteRequest(
        Action.ISSUE,
        Outcome.SUCCESS,
        message.id(),
        null,
        message.identity(),
        message.id(),
        message.secretHash(),
        message.expiresAt(),
        null,
        message.origin(),
        null);
  }

  public static WriteRequest of(RevokeToken message) {
    return new WriteRequest(
        Action.REVOKE,
        Outcome.SUCCESS,
        message.revocationId(),
        null,
        message.identity(),
        message.tokenId(),
        message.secretHash(),
        null,
        null,
        message.origin(),
        null);
  }

  public static WriteRequest of(RefusedAttempt attempt) {
    return new WriteRequest(
        attempt.action(),
        Outcome.REFUSED,
        attempt.eventId(),
        attempt.reason().text(),
        attempt.identity(),
        attempt.tokenId(),
        null,
        null,
        attempt.observedAt(),
        attempt.origin(),
        attempt.count() == 1 ? null : attempt.count());
  }
}
