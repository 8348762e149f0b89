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

  /**
   * The public id of the token; null if a refused caller presented none, and of what is about all
   * tokens of an identity.
   */
  @Nullable UUID tokenId();

  /** Who asked. */
  Origin origin();

  /**
   * The format in which this event is stored if it is written today: the oldest one that has all of
   * it. So a node of an earlier release can read events that say nothing new.
   */
  default int format() {
    return action() == Action.ISSUE || action() == Action.REVOKE ? 2 : 3;
  }

  /**
   * A token was issued.
   *
   * @param tokenId the public id of the token, which is also the id of this event
   * @param secretHash the hash of the token's secret
   * @param identity the identity that the token belongs to
   * @param expiresAt the time from which the token is no longer valid
   * @param replaced the token in whose place it comes; null if there is none
   * @param origin who asked
   */
  record Issue(
      UUID tokenId,
      SecretHash secretHash,
      String identity,
      Instant expiresAt,
      @Nullable ReplacedToken replaced,
      Origin origin)
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

    /** The issue of a token that comes in no other's place. */
    public Issue(
        UUID tokenId, SecretHash secretHash, String identity, Instant expiresAt, Origin origin) {
      this(tokenId, secretHash, identity, expiresAt, null, origin);
    }

    @Override
    public UUID eventId() {
      return tokenId;
    }

    @Override
    public int format() {
      return replaced == null ? 2 : 3;
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
   * @param order the id of the {@link RevokeAll} that it follows; null if the token was revoked by
   *     itself
   * @param origin who asked
   */
  record Revoke(
      UUID revocationId, UUID tokenId, String identity, @Nullable UUID order, Origin origin)
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

    /** The revoke of a token by itself. */
    public Revoke(UUID revocationId, UUID tokenId, String identity, Origin origin) {
      this(revocationId, tokenId, identity, null, origin);
    }

    @Override
    public UUID eventId() {
      return revocationId;
    }

    @Override
    public int format() {
      return order == null ? 2 : 3;
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
   * A token that was made elsewhere was taken over.
   *
   * @param eventId a new id for this request
   * @param tokenId the public id of the token, which follows from its hash
   * @param secretHash the hash of the token's whole text
   * @param identity the identity that the token belongs to
   * @param issuedAt when the token was made; null if that is not known
   * @param expiresAt the time from which the token is no longer valid
   * @param origin who asked
   */
  record Import(
      UUID eventId,
      UUID tokenId,
      SecretHash secretHash,
      String identity,
      @Nullable Instant issuedAt,
      Instant expiresAt,
      Origin origin)
      implements EventDraft {

    /**
     * Checks that nothing is missing.
     *
     * @throws NullPointerException if it is
     */
    public Import {
      Objects.requireNonNull(eventId);
      Objects.requireNonNull(tokenId);
      Objects.requireNonNull(secretHash);
      Objects.requireNonNull(identity);
      Objects.requireNonNull(expiresAt);
      Objects.requireNonNull(origin);
    }

    @Override
    public Action action() {
      return Action.IMPORT;
    }

    @Override
    public Outcome outcome() {
      return Outcome.SUCCESS;
    }
  }

  /**
   * An order: all tokens of an identity are revoked that were issued before it, by the numbers of
   * the events. Each of them has a {@link Revoke} of its own, which follows.
   *
   * @param eventId a new id for this order
   * @param identity the identity whose tokens are revoked
   * @param origin who asked
   */
  record RevokeAll(UUID eventId, String identity, Origin origin) implements EventDraft {

    /**
     * Checks that nothing is missing.
     *
     * @throws NullPointerException if it is
     */
    public RevokeAll {
      Objects.requireNonNull(eventId);
      Objects.requireNonNull(identity);
      Objects.requireNonNull(origin);
    }

    @Override
    public @Nullable UUID tokenId() {
      return null;
    }

    @Override
    public Action action() {
      return Action.REVOKE_ALL;
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
