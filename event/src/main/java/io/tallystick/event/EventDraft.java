package io.tallystick.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an event says, from the handler that took the request to the line in the event log. The
 * store only adds a number and a time, which make it an {@link AuditEvent}.
 */
public sealed interface EventDraft {

  /** The id that makes this event the same one if it is sent again. */
  UUID eventId();

  /** What the caller asked for. */
  Action action();

  /** How it ended. */
  Outcome outcome();

  /** The identity that the token belongs to; null if a refused caller named none. */
  @Nullable String identity();

  /** The public id of the token; null if a refused caller showed none. */
  @Nullable UUID tokenId();

  /** Who asked. */
  Origin origin();

  /**
   * A token is issued.
   *
   * @param tokenId the public id of the token, which is also the id of this event
   * @param secretHash the hash of its secret
   * @param identity whose token it is
   * @param expiresAt the time from which it is no longer valid
   * @param origin who asked
   */
  record Issue(
      UUID tokenId, SecretHash secretHash, String identity, Instant expiresAt, Origin origin)
      implements EventDraft {

    @Override
    public UUID eventId() {
      return tokenId;
    }

    @Override
    public Action action() {
      return Action.ISSUE;
    }

    @Override
    public Outcome outcome() {
      return Outcome.SUCCESS;
    }
  }

  /**
   * A token is revoked.
   *
   * @param revocationId made for this request; it is also the id of this event
   * @param tokenId the public id of the token
   * @param identity whose token it is
   * @param origin who asked
   */
  record Revoke(UUID revocationId, UUID tokenId, String identity, Origin origin)
      implements EventDraft {

    @Override
    public UUID eventId() {
      return revocationId;
    }

    @Override
    public Action action() {
      return Action.REVOKE;
    }

    @Override
    public Outcome outcome() {
      return Outcome.SUCCESS;
    }
  }

  /**
   * An attempt was refused, and changed nothing.
   *
   * @param eventId made for this attempt
   * @param action what the caller asked for
   * @param reason the text of a {@link Reason}; it may be one of a newer release
   * @param identity named by the caller; null if there was none, or none that may be stored
   * @param tokenId the public id of the token that was shown; null if there was none
   * @param observedAt the time of the node that refused it
   * @param origin who asked
   * @param count 1, or the number of similar attempts that this event stands for, because they came
   *     too fast to have events of their own
   */
  record Refusal(
      UUID eventId,
      Action action,
      String reason,
      @Nullable String identity,
      @Nullable UUID tokenId,
      Instant observedAt,
      Origin origin,
      int count)
      implements EventDraft {

    public Refusal {
      if (count < 1) {
        throw new IllegalArgumentException("count must be at least 1");
      }
    }

    @Override
    public Outcome outcome() {
      return Outcome.REFUSED;
    }
  }
}
