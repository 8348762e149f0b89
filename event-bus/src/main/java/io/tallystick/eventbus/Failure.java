package io.tallystick.eventbus;

import io.tallystick.eventbus.message.EventsAppended;
import io.tallystick.eventbus.message.TokensImported;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** Why a request over the event bus failed. Its code goes over the wire. */
public enum Failure {
  /** A defect. It is not known whether the request was done. */
  INTERNAL(1),
  /** The database did not answer in time. The request may have been done nevertheless. */
  UNAVAILABLE(2),
  /** Too many requests are queued. This one was not started. */
  OVERLOADED(3),
  /** The event log lags too far behind. No tokens are issued until it has caught up. */
  AUDIT_BEHIND(5),
  /**
   * The database or the store rejects this request, and will reject it again. Nothing was written.
   */
  REJECTED(4),
  /** A node of another release cannot read the message. The request was not started. */
  NOT_UNDERSTOOD(6),
  /**
   * The clock of the node that sent this request differs too much from that of the database.
   * Nothing was written.
   */
  CLOCKS_DIFFER(7);

  private final int code;

  Failure(int code) {
    this.code = code;
  }

  /** The failure code of the event-bus reply. */
  int code() {
    return code;
  }

  /** An exception with this failure. It has no stack trace, since it is an expected answer. */
  public FailureException exception() {
    return new FailureException(this);
  }

  /**
   * The failure that an exception means, whether it was thrown on this node or came as a reply. It
   * is {@link #INTERNAL} for an unknown exception.
   */
  public static Failure of(Throwable cause) {
    if (cause instanceof FailureException known) {
      return known.failure();
    }
    if (cause instanceof ReplyException reply) {
      return switch (reply.failureType()) {
        case TIMEOUT, NO_HANDLERS -> UNAVAILABLE;
        case RECIPIENT_FAILURE -> ofCode(reply.failureCode());
        case ERROR -> INTERNAL;
      };
    }
    return INTERNAL;
  }

  /** Whether a request failed because nobody answers its address. */
  public static boolean isUnanswered(Throwable cause) {
    return cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }

  /** What this failure means for an attempt whose event was to be appended. */
  public EventsAppended.Result ofAttempt() {
    return switch (this) {
      case OVERLOADED -> EventsAppended.Result.OVERLOADED;
      case REJECTED -> EventsAppended.Result.REJECTED;
      case UNAVAILABLE, INTERNAL, AUDIT_BEHIND, NOT_UNDERSTOOD, CLOCKS_DIFFER ->
          EventsAppended.Result.UNAVAILABLE;
    };
  }

  /** What this failure means for a token that was to be imported. */
  public TokensImported.Result ofImport() {
    return switch (this) {
      case OVERLOADED -> TokensImported.Result.OVERLOADED;
      case REJECTED -> TokensImported.Result.REJECTED;
      case UNAVAILABLE, INTERNAL, AUDIT_BEHIND, NOT_UNDERSTOOD, CLOCKS_DIFFER ->
          TokensImported.Result.UNAVAILABLE;
    };
  }

  private static Failure ofCode(int code) {
    for (Failure failure : values()) {
      if (failure.code == code) {
        return failure;
      }
    }
    return INTERNAL;
  }
}
