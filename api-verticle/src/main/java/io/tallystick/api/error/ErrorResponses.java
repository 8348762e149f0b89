package io.tallystick.api.error;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.ErrorDataDecoderException;
import io.tallystick.api.connection.LastAnswer;
import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.api.routing.Endpoints;
import io.tallystick.event.Defect;
import io.tallystick.event.Reason;
import io.tallystick.eventbus.Failure;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maps all failures to HTTP responses, and has refused attempts recorded. Each error body is JSON
 * in FastAPI's form, {@code {"detail": …}}. No body contains the message of an exception.
 */
public final class ErrorResponses implements Handler<RoutingContext> {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);
  // 200 is what the body handler fails with if a body ends before its end.
  private static final List<Integer> ROUTER_STATUSES =
      List.of(200, 400, 403, 404, 405, 406, 408, 413, 414, 415, 422, 429, 431, 500, 501, 503);
  private static final String RETRY_AFTER_SECONDS = "1";
  private static final String BAD_HTTP =
      "The request is not valid HTTP: for example, its URL is badly escaped, or it does not have"
          + " exactly one Host.";

  private static final String BAD_FORM =
      "The form in the body is not valid: for example, it is badly escaped.";

  private record Answer(int status, JsonObject body) {
    Answer(int status, Object detail) {
      this(status, new JsonObject().put("detail", detail));
    }
  }

  private final Endpoints endpoints;
  private final RefusedAttempts refusedAttempts;
  private final InternalNetworkGate gate;
  private final MalformedRequests malformed;
  private final int maxBodyBytes;

  /**
   * Creates the error handler of some endpoints.
   *
   * @param gate knows who is served, also if the router has not asked it
   * @param maxBodyBytes the longest body that a request may have, in bytes
   */
  public ErrorResponses(
      Endpoints endpoints,
      RefusedAttempts refusedAttempts,
      InternalNetworkGate gate,
      MalformedRequests malformed,
      int maxBodyBytes) {
    this.endpoints = endpoints;
    this.refusedAttempts = refusedAttempts;
    this.gate = gate;
    this.malformed = malformed;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** Registers this as the error handler of a router, for all statuses. */
  public void registerOn(Router router) {
    ROUTER_STATUSES.forEach(status -> router.errorHandler(status, this));
  }

  @Override
  public void handle(RoutingContext ctx) {
    Throwable cause = ctx.failure();
    if (cause instanceof HttpClosedException || cause instanceof StreamResetException) {
      // The caller has hung up within its body.
      return;
    }
    if (ctx.response().ended()) {
      // A second fault of a request that is answered already, and recorded.
      return;
    }
    // The router sets no status if it cannot decode the path.
    int status = ctx.statusCode() < 400 ? 400 : ctx.statusCode();
    if (!gate.admits(ctx)) {
      status = 403;
    } else if (status == 400 && !(cause instanceof RefusalException) && !isOfForm(cause)) {
      malformed.add(ctx.request().connection().remoteAddress(), cause);
    }
    RefusalException refusal =
        cause instanceof RefusalException thrown ? thrown : refusal(status, cause);
    if (status == 408 || (refusal != null && endsConnection(refusal))) {
      LastAnswer.to(ctx.request());
    }
    if (refusal != null) {
      endpoints
          .action(ctx.request().method().name(), Endpoints.path(ctx))
          .ifPresent(action -> refusedAttempts.record(ctx, action, refusal));
      Challenge.addTo(ctx.response(), refusal.reason());
      send(ctx.response(), answer(refusal));
    } else if (cause instanceof UnavailableException unavailable) {
      send(ctx.response(), new Answer(503, unavailable.detail()));
    } else if (cause != null && status == 500) {
      send(ctx.response(), answer(cause));
    } else {
      if (status == 405) {
        // RFC 9110, section 15.5.6.
        ctx.response().putHeader("Allow", endpoints.allowed(Endpoints.path(ctx)));
      }
      send(ctx.response(), answer(status));
    }
  }

  /** Callers outside get no connection to keep, and behind bad framing anything may follow. */
  private static boolean endsConnection(RefusalException refusal) {
    return refusal.reason() == Reason.OUTSIDE_NETWORK || refusal.defect() == Defect.HTTP;
  }

  /** Answers a request that is not valid HTTP or is too long, and closes its connection. */
  public void handleInvalid(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    int status = 400;
    if (cause instanceof TooLongHttpLineException) {
      status = 414;
    } else if (cause instanceof TooLongHttpHeaderException) {
      status = 431;
    }
    malformed.add(request.remoteAddress(), cause);
    LastAnswer.to(request);
    send(request.response(), invalid(status));
  }

  private static Answer answer(RefusalException refusal) {
    int status =
        switch (refusal.reason()) {
          case OUTSIDE_NETWORK, CROSS_ORIGIN, ACTOR_NOT_ALLOWED, NOT_OPERATOR, RESERVED_IDENTITY ->
              403;
          case NO_CREDENTIALS, INVALID_CREDENTIALS -> 401;
          case BAD_REQUEST -> 400;
          case TOO_LARGE -> 413;
          case MISSING_PARAMETER -> 422;
          case NOT_A_TOKEN, NO_LIVE_TOKEN -> 404;
        };
    Answer answer = new Answer(status, refusal.detail());
    if (refusal.defect() == Defect.TOKEN_MISSING || refusal.defect() == Defect.FORM) {
      // RFC 6749, section 5.2, to which RFC 7009 and RFC 7662 refer.
      answer.body().put("error", "invalid_request").put("error_description", refusal.detail());
    }
    return answer;
  }

  private static Answer answer(Throwable cause) {
    return switch (Failure.of(cause)) {
      case OVERLOADED ->
          new Answer(503, "Too many requests are waiting; this one was not begun. Try again.");
      case UNAVAILABLE, NOT_UNDERSTOOD ->
          new Answer(
              503,
              "The token store did not answer in time; if this was to issue or revoke a token, it may have"
                  + " done this.");
      case AUDIT_BEHIND ->
          new Answer(
              503,
              "The event log is too far behind; tokens are issued when it has caught up, and revoked"
                  + " meanwhile.");
      case INTERNAL, REJECTED -> {
        LOG.error("A request failed", cause);
        yield new Answer(500, "Internal Server Error");
      }
    };
  }

  private static Answer answer(int status) {
    return switch (status) {
      case 404 -> new Answer(404, "Not Found");
      case 405 -> new Answer(405, "Method Not Allowed");
      case 408 -> new Answer(408, "The request did not arrive in time.");
      case 429 -> new Answer(429, "Too many requests; try again when Retry-After is over.");
      case 503 -> new Answer(503, "Try again.");
      case 414, 431 -> invalid(status);
      default -> new Answer(status, status < 500 ? "Bad Request" : "Internal Server Error");
    };
  }

  /** Answers that do not need a router, since an invalid request does not reach it. */
  private static Answer invalid(int status) {
    return switch (status) {
      case 414 -> new Answer(414, "The URL is too long.");
      case 431 -> new Answer(431, "The headers are too long.");
      default -> new Answer(400, BAD_HTTP);
    };
  }

  private static void send(HttpServerResponse response, Answer answer) {
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.status()).putHeader("Content-Type", "application/json");
    if (answer.status() == 503) {
      response.putHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
    response.end(answer.body().toBuffer());
  }

  private static boolean isOfForm(@Nullable Throwable cause) {
    return cause instanceof ErrorDataDecoderException;
  }

  /** The refusal for a status that the router or the gate has set; null if it is no refusal. */
  private @Nullable RefusalException refusal(int status, @Nullable Throwable cause) {
    return switch (status) {
      case 400 ->
          isOfForm(cause)
              ? new RefusalException(Defect.FORM, BAD_FORM)
              : new RefusalException(Defect.HTTP, BAD_HTTP);
      case 403 ->
          new RefusalException(
              Reason.OUTSIDE_NETWORK, "This service answers to internal networks only.");
      case 413 ->
          new RefusalException(
              Reason.TOO_LARGE, "The body is too long; at most %d bytes.".formatted(maxBodyBytes));
      default -> null;
    };
  }
}
