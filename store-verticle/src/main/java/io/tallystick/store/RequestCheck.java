package io.tallystick.store;

import io.tallystick.config.TokenSettings;
import io.tallystick.event.EventDraft;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.AppendEvents;
import io.tallystick.eventbus.message.ClaimKey;
import io.tallystick.eventbus.message.ImportTokens;
import io.tallystick.eventbus.message.IssueTerms;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.LogCheckpoint;
import io.tallystick.eventbus.message.RecordCheckpoint;
import io.tallystick.eventbus.message.RevokeAllTokens;
import io.tallystick.eventbus.message.RevokeToken;
import io.tallystick.eventbus.message.RotateToken;
import io.tallystick.eventbus.message.WriteTokens;
import io.tallystick.store.database.DatabaseClock;
import io.tallystick.store.schema.WriteRequest;
import io.tallystick.token.DraftCheck;
import io.tallystick.token.NoteCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the store writes. It trusts no message: the API checks requests, but a message may come from
 * a node with a defect, or from somebody who has reached the event bus. What fails the check is
 * refused as {@link Failure#REJECTED}, or as {@link Failure#CLOCKS_DIFFER} if its times are not
 * right by the clock of the database. Nothing of its message is written.
 *
 * <p>Lives on one event loop.
 */
final class RequestCheck {

  // Longer than any node waits.
  private static final long MAX_MILLIS = Duration.ofMinutes(10).toMillis();
  private static final int MAX_TOGETHER = 10_000;
  // A SHA-256 in base64.
  private static final Pattern ROOT_HASH = Pattern.compile("[A-Za-z0-9+/]{43}=");
  // Far longer than a note with the signatures of many witnesses.
  private static final int MAX_NOTE = 65_536;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,19}");
  private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{16}");

  private final Bus bus;
  private final TokenSettings tokens;
  private final DatabaseClock clock;

  /**
   * Creates a check.
   *
   * @param bus counts what is refused
   * @param tokens how long tokens live at most
   * @param clock the time by which tokens expire, and how much that of a node may differ
   */
  RequestCheck(Bus bus, TokenSettings tokens, DatabaseClock clock) {
    this.bus = bus;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** Returns the message if it passes, and otherwise throws the failure. */
  IssueToken issue(IssueToken message) {
    return issue(Address.ISSUE, message);
  }

  /** Returns the message if it passes, and otherwise throws the failure. */
  RotateToken rotate(RotateToken message) {
    issue(
        Address.ROTATE,
        new IssueToken(
            message.event(),
            message.label(),
            message.metadata(),
            message.claimedAt(),
            message.millisLeft()));
    if (message.replacedId().equals(message.event().tokenId())
        || message.graceMillis() < 0
        || message.graceMillis() > tokens.maxLifetime().toMillis()) {
      throw bus.refuse(Address.ROTATE, "its token would replace itself, or its grace is not right");
    }
    return message;
  }

  private IssueToken issue(Address<?, ?> address, IssueToken message) {
    check(address, message.event(), message.millisLeft());
    if (message.event().replaced() != null) {
      throw bus.refuse(address, "its token would replace another one");
    }
    if ((message.label() != null && !NoteCheck.isLabel(message.label()))
        || !NoteCheck.isMetadata(message.metadata())) {
      throw bus.refuse(address, "its label or its metadata are not right");
    }
    // A request that is sent again has the lifetime that it had by the settings of its first time,
    // which the store does not know.
    checkExpiry(
        address,
        message.event().expiresAt(),
        cameAt(message, clock.databaseTime()),
        message.claimedAt() == null ? tokens.maxLifetime() : TokenSettings.LONGEST_LIFETIME);
    return message;
  }

  /** Returns the message if it passes, and otherwise throws the failure. */
  ImportTokens importTokens(ImportTokens message) {
    if (message.drafts().size() > ImportTokens.MAX_TOKENS) {
      throw bus.refuse(Address.IMPORT, "it has too many tokens");
    }
    for (Import draft : message.drafts()) {
      check(Address.IMPORT, draft, message.millisLeft());
      checkExpiry(Address.IMPORT, draft.expiresAt(), clock.databaseTime(), tokens.maxLifetime());
      checkIssuedAt(draft);
    }
    return message;
  }

  /** When a request came that may have been sent again, as long ago as that may be. */
  private Instant cameAt(IssueToken message, Instant now) {
    Instant earliest = now.minus(tokens.retention());
    Instant claimed = message.claimedAt();
    return claimed == null ? now : claimed.isBefore(earliest) ? earliest : claimed;
  }

  /** Returns the message if it passes, and otherwise throws the failure. */
  WriteTokens write(WriteTokens message) {
    if (message.operations().size() > MAX_TOGETHER) {
      throw bus.refuse(Address.WRITE_TOKENS, "it has too many operations");
    }
    message.operations().stream()
        .filter(IssueToken.class::isInstance)
        .forEach(operation -> issue(Address.WRITE_TOKENS, (IssueToken) operation));
    return message;
  }

  /** Returns the row of a revoke of many if it passes, and otherwise throws the failure. */
  WriteRequest revokeOfMany(Revoke event, SecretHash secretHash, long millisLeft) {
    check(Address.WRITE_TOKENS, event, millisLeft);
    return WriteRequest.of(new RevokeToken(event, secretHash, millisLeft));
  }

  /** Returns the message if it passes, and otherwise throws the failure. */
  ClaimKey claim(ClaimKey message) {
    Instant now = clock.databaseTime();
    if (!Stream.of(message.scope(), message.fingerprint(), message.nonce())
            .allMatch(HASH.asMatchPredicate())
        || !KEY_ID.matcher(message.keyId()).matches()
        || !isRight(message.terms())
        || message.windowMillis() < 1
        || message.millisLeft() > MAX_MILLIS) {
      throw bus.refuse(
          Address.CLAIM_KEY, "it has a hash, a name, settings or a time of another form");
    }
    if (message.at().isBefore(now.minusMillis(MAX_MILLIS).minus(clock.maxSkew()))
        || message.at().isAfter(now.plus(clock.maxSkew()))) {
      throw bus.refuseTime(
          Address.CLAIM_KEY,
          "its request came at %s, and the time is %s".formatted(message.at(), now));
    }
    return message;
  }

  private static boolean isRight(IssueTerms terms) {
    return PREFIX.matcher(terms.prefix()).matches()
        && terms.defaultLifetimeMillis() > 0
        && terms.defaultLifetimeMillis() <= terms.maxLifetimeMillis()
        && terms.maxLifetimeMillis() <= TokenSettings.LONGEST_LIFETIME.toMillis();
  }

  /** Returns the message if it passes, and otherwise throws the failure. */
  RevokeToken revoke(RevokeToken message) {
    check(Address.REVOKE, message.event(), message.millisLeft());
    if (message.event().order() != null) {
      throw bus.refuse(Address.REVOKE, "its revoke would follow an order");
    }
    return message;
  }

  /** Returns the message if it passes, and otherwise throws the failure. */
  RevokeAllTokens revokeAll(RevokeAllTokens message) {
    check(Address.REVOKE_ALL, message.event(), message.millisLeft());
    return message;
  }

  /** Returns the message if it passes, and otherwise throws the failure. */
  AppendEvents append(AppendEvents message) {
    if (message.attempts().size() > MAX_TOGETHER) {
      throw bus.refuse(Address.APPEND_EVENTS, "it has too many events");
    }
    message.attempts().forEach(one -> check(Address.APPEND_EVENTS, one, message.millisLeft()));
    return message;
  }

  /** Returns the message if it passes, and otherwise throws the failure. */
  RecordCheckpoint checkpoint(RecordCheckpoint message) {
    LogCheckpoint checkpoint = message.checkpoint();
    boolean isRight =
        checkpoint.size() > 0
            && message.previousSize() >= 0
            && ROOT_HASH.matcher(checkpoint.root()).matches()
            && Stream.of(checkpoint.key(), checkpoint.note(), checkpoint.node())
                .allMatch(text -> !text.isEmpty() && text.length() <= MAX_NOTE);
    if (!isRight) {
      throw bus.refuse(Address.RECORD_CHECKPOINT, "it is no checkpoint");
    }
    return message;
  }

  /**
   * Checks an expiry.
   *
   * @param cameAt when the request came, after which its token is to expire
   * @param longest how long from now the token may live
   */
  private void checkExpiry(
      Address<?, ?> address, Instant expiresAt, Instant cameAt, Duration longest) {
    Instant now = clock.databaseTime();
    if (expiresAt.isBefore(cameAt.minus(clock.maxSkew()))
        || expiresAt.isAfter(now.plus(longest).plus(clock.maxSkew()))) {
      throw bus.refuseTime(
          address,
          "its token would expire at %s; the time is %s, and a token lives for %s at most"
              .formatted(expiresAt, now, longest));
    }
  }

  private void checkIssuedAt(Import draft) {
    Instant issuedAt = draft.issuedAt();
    if (issuedAt == null) {
      return;
    }
    if (issuedAt.isBefore(Instant.EPOCH) || issuedAt.isAfter(draft.expiresAt())) {
      throw bus.refuse(
          Address.IMPORT,
          "its token was made at %s, and expires at %s".formatted(issuedAt, draft.expiresAt()));
    }
    Instant now = clock.databaseTime();
    if (issuedAt.isAfter(now.plus(clock.maxSkew()))) {
      throw bus.refuseTime(
          Address.IMPORT, "its token was made at %s, and the time is %s".formatted(issuedAt, now));
    }
  }

  private void check(Address<?, ?> address, EventDraft event, long millisLeft) {
    String fault =
        millisLeft > MAX_MILLIS ? "its sender waits for too long" : DraftCheck.fault(event);
    if (fault != null) {
      throw bus.refuse(address, fault);
    }
  }
}
