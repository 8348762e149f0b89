package io.tallystick.eventbus;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** Why a request over the event bus had no good end. The code is what travels. */
public enum Failure {
  /** A defect. What happened to the request is not known. */
  INTERNAL(1),
  /** The database did not answer in time; the request may have been done all the same. */
  UNAVAILABLE(2),
  /** Too many requests wait already; this one was not begun. */
  OVERLOADED(3),
  /** The event log is too far behind: tokens are not issued until it has caught up. */
  AUDIT_BEHIND(5),
  /** The database refuses this very request, and will refuse it again. */
  REJECTED(4),
  /** A node of another release cannot read the message; nothing was begun. */
  NOT_UNDERSTOOD(6);

  private final int code;

  Failure(int code) {
    this.code = code;
  }

  /** The failure code of the event-bus reply. */
  public int code() {
    return code;
  }

  /** An exception that carries this failure, with no stack trace: it is an answer, not a defect. */
  public FailureException exception() {
    return new FailureException(this);
  }

  /** The failure that an exception stands for, wherever it was thrown. */
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

  /** Whether nobody answers the address that a request was sent to. */
  public static boolean isUnanswered(Throwable cause) {
    return cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
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
