package io.tallystick.eventbus;

import io.tallystick.eventbus.message.AppendEvents;
import io.tallystick.eventbus.message.CheckHealth;
import io.tallystick.eventbus.message.CheckpointRecorded;
import io.tallystick.eventbus.message.ClaimKey;
import io.tallystick.eventbus.message.EventsAppended;
import io.tallystick.eventbus.message.EventsRead;
import io.tallystick.eventbus.message.FindToken;
import io.tallystick.eventbus.message.Health;
import io.tallystick.eventbus.message.ImportTokens;
import io.tallystick.eventbus.message.IntrospectToken;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.KeyClaimed;
import io.tallystick.eventbus.message.ListTokens;
import io.tallystick.eventbus.message.ListUnusedTokens;
import io.tallystick.eventbus.message.Message;
import io.tallystick.eventbus.message.OrderProgress;
import io.tallystick.eventbus.message.ReadEvents;
import io.tallystick.eventbus.message.ReadRevocations;
import io.tallystick.eventbus.message.RecordCheckpoint;
import io.tallystick.eventbus.message.RecordRefusals;
import io.tallystick.eventbus.message.RefusalsTaken;
import io.tallystick.eventbus.message.RevocationsRead;
import io.tallystick.eventbus.message.RevokeAllTokens;
import io.tallystick.eventbus.message.RevokeOutcome;
import io.tallystick.eventbus.message.RevokeToken;
import io.tallystick.eventbus.message.RotateOutcome;
import io.tallystick.eventbus.message.RotateToken;
import io.tallystick.eventbus.message.TokenIssued;
import io.tallystick.eventbus.message.TokenState;
import io.tallystick.eventbus.message.TokensFound;
import io.tallystick.eventbus.message.TokensImported;
import io.tallystick.eventbus.message.TokensWritten;
import io.tallystick.eventbus.message.WriteTokens;

/**
 * A destination of requests. If a request fails, {@link Failure#of} tells why.
 *
 * @param name the event-bus address
 * @param <Q> the type of the requests
 * @param <R> the type of their replies
 */
@SuppressWarnings("UnusedTypeParameter") // They bind senders and receivers at compile time.
public record Address<Q extends Message, R extends Message>(String name) {

  /**
   * The store writes a token and its event. Fails with OVERLOADED, UNAVAILABLE, CLOCKS_DIFFER,
   * REJECTED or INTERNAL.
   */
  public static final Address<IssueToken, TokenIssued> ISSUE = new Address<>("tallystick.issue");

  /**
   * The store takes over tokens that were made elsewhere, and writes their events. The reply has a
   * result for each. Fails with OVERLOADED or UNAVAILABLE if none was begun, and with
   * CLOCKS_DIFFER, REJECTED or INTERNAL.
   */
  public static final Address<ImportTokens, TokensImported> IMPORT =
      new Address<>("tallystick.import");

  /**
   * The store revokes a live token and writes the event. Fails with OVERLOADED, UNAVAILABLE,
   * REJECTED or INTERNAL.
   */
  public static final Address<RevokeToken, RevokeOutcome> REVOKE =
      new Address<>("tallystick.revoke");

  /**
   * The store issues and revokes many tokens, each for itself. Fails with OVERLOADED, UNAVAILABLE,
   * CLOCKS_DIFFER, REJECTED or INTERNAL.
   */
  public static final Address<WriteTokens, TokensWritten> WRITE_TOKENS =
      new Address<>("tallystick.tokens.write");

  /**
   * The store keeps an idempotency key, or tells what was kept under it before. Fails with
   * OVERLOADED, UNAVAILABLE, CLOCKS_DIFFER or REJECTED.
   */
  public static final Address<ClaimKey, KeyClaimed> CLAIM_KEY =
      new Address<>("tallystick.idempotency.claim");

  /**
   * The store writes a token that replaces another one. Fails with UNAVAILABLE, CLOCKS_DIFFER,
   * REJECTED or INTERNAL.
   */
  public static final Address<RotateToken, RotateOutcome> ROTATE =
      new Address<>("tallystick.rotate");

  /**
   * The store revokes all tokens of an identity. It replies when that is done, or shortly before
   * the caller's time is over. Fails with UNAVAILABLE, REJECTED or INTERNAL.
   */
  public static final Address<RevokeAllTokens, OrderProgress> REVOKE_ALL =
      new Address<>("tallystick.revoke.all");

  /**
   * The store tells whether a token is valid at a moment after the request was sent. Fails with
   * OVERLOADED or UNAVAILABLE.
   */
  public static final Address<IntrospectToken, TokenState> INTROSPECT =
      new Address<>("tallystick.introspect");

  /** The store looks a token up by its id. Fails with UNAVAILABLE. */
  public static final Address<FindToken, TokensFound> FIND_TOKEN =
      new Address<>("tallystick.tokens.find");

  /** The store lists tokens of an identity. Fails with UNAVAILABLE. */
  public static final Address<ListTokens, TokensFound> LIST_TOKENS =
      new Address<>("tallystick.tokens.list");

  /**
   * The store lists live tokens that were not used for long. Fails with UNAVAILABLE. It is no part
   * of {@link #LIST_TOKENS}, since a store of an earlier release would list tokens that are used.
   */
  public static final Address<ListUnusedTokens, TokensFound> LIST_UNUSED_TOKENS =
      new Address<>("tallystick.tokens.unused");

  /**
   * The store writes the events of refused attempts. Fails with OVERLOADED, UNAVAILABLE, REJECTED
   * or INTERNAL.
   */
  public static final Address<AppendEvents, EventsAppended> APPEND_EVENTS =
      new Address<>("tallystick.events.append");

  /**
   * The audit verticle takes refused attempts, and has their events written. It never fails, so a
   * request fails only if no audit verticle can be reached.
   */
  public static final Address<RecordRefusals, RefusalsTaken> RECORD_REFUSALS =
      new Address<>("tallystick.refusals.record");

  /** The store reads events in the order of their numbers. Fails with UNAVAILABLE. */
  public static final Address<ReadEvents, EventsRead> READ_EVENTS =
      new Address<>("tallystick.events.read");

  /**
   * The store reads revocations in the order of their numbers, from the database as it is after the
   * request was sent. Fails with UNAVAILABLE.
   */
  public static final Address<ReadRevocations, RevocationsRead> READ_REVOCATIONS =
      new Address<>("tallystick.revocations.read");

  /** The store records a checkpoint of an event log. Fails with UNAVAILABLE. */
  public static final Address<RecordCheckpoint, CheckpointRecorded> RECORD_CHECKPOINT =
      new Address<>("tallystick.checkpoint.record");

  /** The store reports whether it can reach its database. */
  public static final Address<CheckHealth, Health> STORE_HEALTH =
      new Address<>("tallystick.store.health");

  /** The audit verticle reports whether its event log matches the database. */
  public static final Address<CheckHealth, Health> AUDIT_HEALTH =
      new Address<>("tallystick.audit.health");
}
