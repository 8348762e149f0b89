package io.tallystick.api.error;

import io.tallystick.event.Defect;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.LogLimit;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a caller gets whose request failed: the one map from failures to statuses and sentences.
 *
 * @param status the status of HTTP
 * @param body in FastAPI's form, {@code {"detail": …}}. It has no message of an exception
 */
public record ErrorAnswer(int status, JsonObject body) {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswer.class);

  private static final LogLimit CLOCK_LINES =
      new LogLimit(
          System::nanoTime,
          left -> LOG.error("{} more requests were refused because of the clock", left));

  static final String BAD_HTTP =
      "The request is not valid HTTP: for example, its URL is badly escaped, or it does not have"
          + " exactly one Host.";

  private ErrorAnswer(int status, Object detail) {
    this(status, new JsonObject().put("detail", detail));
  }

  /** The answer to a request that failed with a cause. Defects are logged. */
  public static ErrorAnswer of(Throwable cause) {
    if (cause instanceof RefusalException refusal) {
      return of(refusal);
    }
    if (cause instanceof UnavailableException unavailable) {
      return new ErrorAnswer(503, unavailable.detail());
    }
    if (cause instanceof HttpException status) {
      return of(status.getStatusCode());
    }
    return switch (Failure.of(cause)) {
      case OVERLOADED ->
          new ErrorAnswer(503, "Too many requests are waiting; this one was not begun. Try again.");
      case UNAVAILABLE, NOT_UNDERSTOOD ->
          new ErrorAnswer(
              503,
              "The token store did not answer in time; if this was to issue or revoke a token, it may have"
                  + " done this.");
      case AUDIT_BEHIND ->
          new ErrorAnswer(
              503,
              "The event log is too far behind; tokens are issued when it has caught up, and revoked"
                  + " meanwhile.");
      case CLOCKS_DIFFER -> {
        CLOCK_LINES.log(
            () ->
                LOG.error(
                    "A request was refused, since the clock of this node differs from that of the"
                        + " database by more than store.max-clock-skew. Set the wrong clock."));
        yield new ErrorAnswer(
            503,
            "The clock of this node differs too much from that of the database, so nothing was"
                + " done. Try again; another node may do it.");
      }
      case INTERNAL, REJECTED -> {
        LOG.error("A request failed", cause);
        yield new ErrorAnswer(500, "Internal Server Error");
      }
    };
  }

  private static ErrorAnswer of(RefusalException refusal) {
    int status =
        switch (refusal.reason()) {
          case OUTSIDE_NETWORK, CROSS_ORIGIN, ACTOR_NOT_ALLOWED, NOT_OPERATOR, RESERVED_IDENTITY ->
              403;
          case NO_CREDENTIALS, INVALID_CREDENTIALS -> 401;
          case BAD_REQUEST -> 400;
          case TOO_LARGE -> 413;
          case OTHER_IDENTITY -> 409;
          case MISSING_PARAMETER, KEY_REUSED -> 422;
          case NOT_A_TOKEN, NO_LIVE_TOKEN -> 404;
        };
    ErrorAnswer answer = new ErrorAnswer(status, refusal.detail());
    if (refusal.defect() == Defect.TOKEN_MISSING || refusal.defect() == Defect.FORM) {
      // RFC 6749, section 5.2, to which RFC 7009 and RFC 7662 refer.
      answer.body().put("error", "invalid_request").put("error_description", refusal.detail());
    }
    return answer;
  }

  /** The answer for a status that the router or a handler has set. */
  static ErrorAnswer of(int status) {
    return switch (status) {
      case 404 -> new ErrorAnswer(404, "Not Found");
      case 405 -> new ErrorAnswer(405, "Method Not Allowed");
      case 408 -> new ErrorAnswer(408, "The request did not arrive in time.");
      case 429 -> new ErrorAnswer(429, "Too many requests; try again when Retry-After is over.");
      case 503 -> new ErrorAnswer(503, "Try again.");
      case 414, 431 -> ofInvalid(status);
      default -> new ErrorAnswer(status, status < 500 ? "Bad Request" : "Internal Server Error");
    };
  }

  /** Answers that do not need a router, since an invalid request does not reach it. */
  static ErrorAnswer ofInvalid(int status) {
    return switch (status) {
      case 414 -> new ErrorAnswer(414, "The URL is too long.");
      case 431 -> new ErrorAnswer(431, "The headers are too long.");
      default -> new ErrorAnswer(400, BAD_HTTP);
    };
  }
}
