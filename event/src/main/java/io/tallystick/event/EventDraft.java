package io.tallystick.event;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The content of an event, from the HTTP handler that took the request to the line in the event
 * log. The store only adds a sequence number and a time, which make it an {@link AuditEvent}.
 */
public sealed interface EventDraft {

  /**
   * The id of the event. If the same event is sent again, this id makes sure that it is written
   * once.
   */
  UUID eventId();

  /** What the caller asked for. */
  Action action();

  /** How it ended. */
  Outcome outcome();

  /** The identity that the token belongs to; null if a refused caller gave none. */
  @Nullable String identity();

  /** The public id of the token; null if a refused caller presented none. */
  @Nullable UUID tokenId();

  /** Who asked. */
  Origin origin();

  /**
   * A token was issued.
   *
   * @param tokenId the public id of the token, which is also the id of this event
   * @param secretHash the hash of the token's secret
   * @param identity the identity that the token belongs to
   * @param expiresAt the time from which the token is no longer valid
   * @param origin who asked
   */
  record Issue(
      UUID tokenId, SecretHash secretHash, String identity, Instant expiresAt, Origin origin)
      implements EventDraft {

    /**
     * Checks that nothing is missing.
     *
     * @throws NullPointerException if it is
     */
    public Issue {
      Objects.requireNonNull(tokenId);
      Objects.requireNonNull(secretHash);
      Objects.requireNonNull(identity);
      Objects.requireNonNull(expiresAt);
      Objects.requireNonNull(origin);
    }

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
   * A token was revoked.
   *
   * @param revocationId a new id for this request; it is also the id of this event
   * @param tokenId the public id of the token
   * @param identity the identity that the token belongs to
   * @param origin who asked
   */
  record Revoke(UUID revocationId, UUID tokenId, String identity, Origin origin)
      implements EventDraft {

    /**
     * Checks that nothing is missing.
     *
     * @throws NullPointerException if it is
     */
    public Revoke {
      Objects.requireNonNull(revocationId);
      Objects.requireNonNull(tokenId);
      Objects.requireNonNull(identity);
      Objects.requireNonNull(origin);
    }

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
   * A request was refused and changed nothing.
   *
   * @param eventId a new id for this attempt
   * @param action what the caller asked for
   * @param reason the text of a {@link Reason}; it may be unknown here if a newer release wrote it
   * @param defect the text of a {@link Defect}, which says what is wrong with a bad request; null
   *     if the reason says it, or in events of format 1
   * @param identity the identity that the caller gave; null if there was none, or if it must not be
   *     stored
   * @param tokenId the public id of the token that was presented; null if there was none
   * @param observedAt when the node refused the attempt, by its own clock
   * @param origin who asked
   * @param count 1, or the number of similar attempts that this event summarizes because they came
   *     too fast to have events of their own
   */
  record Refusal(
      UUID eventId,
      Action action,
      String reason,
      @Nullable String defect,
      @Nullable String identity,
      @Nullable UUID tokenId,
      Instant observedAt,
      Origin origin,
      int count)
      implements EventDraft {

    /**
     * Checks that nothing is missing, and the count.
     *
     * @throws NullPointerException if something is missing
     * @throws IllegalArgumentException if the count is less than 1
     */
    public Refusal {
      Objects.requireNonNull(eventId);
      Objects.requireNonNull(action);
      Objects.requireNonNull(reason);
      Objects.requireNonNull(observedAt);
      Objects.requireNonNull(origin);
      if (count < 1) {
        throw new IllegalArgumentException("count must be at least 1");
      }
    }

    /**
     * An event that stands for several attempts like this one. It says neither the defect nor the
     * identity nor the token, which may differ between them.
     *
     * @param id the id of that event
     * @param from who asked
     * @param attempts the number of attempts
     */
    public Refusal summary(UUID id, Origin from, int attempts) {
      return new Refusal(id, action, reason, null, null, null, observedAt, from, attempts);
    }

    /**
     * This event in a form that a database takes which rejects some of its texts, for example
     * because its encoding lacks a character. It has the same id and the same reason. In the other
     * texts, every character that is not printable ASCII, and every backslash, is written as an
     * escape such as {@code \}{@code u03a9}. Texts that are longer than events may have are cut.
     */
    public Refusal inAscii() {
      return new Refusal(
          eventId,
          action,
          reason,
          AsciiText.ofNullable(defect),
          AsciiText.ofNullable(identity),
          tokenId,
          observedAt,
          origin.inAscii(),
          count);
    }

    @Override
    public Outcome outcome() {
      return Outcome.REFUSED;
    }
  }
}
