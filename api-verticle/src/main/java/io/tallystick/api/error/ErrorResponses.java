package io.tallystick.api.error;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.ErrorDataDecoderException;
import io.tallystick.api.connection.LastAnswer;
import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.api.routing.Endpoints;
import io.tallystick.event.Defect;
import io.tallystick.event.Reason;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.StreamResetException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers all requests that failed, and has refused attempts recorded. */
public final class ErrorResponses implements Handler<RoutingContext> {

  // 200 is what the body handler fails with if a body ends before its end.
  private static final List<Integer> ROUTER_STATUSES =
      List.of(200, 400, 403, 404, 405, 406, 408, 413, 414, 415, 422, 429, 431, 500, 501, 503);
  private static final String RETRY_AFTER_SECONDS = "1";
  private static final String BAD_FORM =
      "The form in the body is not valid: for example, it is badly escaped.";

  private final Endpoints endpoints;
  private final RefusedAttempts refusedAttempts;
  private final InternalNetworkGate gate;
  private final MalformedRequests malformed;
  private final int maxBodyBytes;

  /**
   * Creates the error handler of some endpoints.
   *
   * @param gate knows who is served, also if the router has not asked it
   * @param maxBodyBytes the longest body that a request may have, in bytes, unless its endpoint has
   *     a {@link BodyLimit}
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
        cause instanceof RefusalException thrown ? thrown : refusal(ctx, status, cause);
    if (status == 408 || (refusal != null && endsConnection(refusal))) {
      LastAnswer.to(ctx.request());
    }
    if (refusal != null) {
      endpoints
          .action(ctx.request().method().name(), Endpoints.path(ctx))
          .ifPresent(action -> refusedAttempts.record(ctx, action, refusal));
      Challenge.addTo(ctx.response(), refusal.reason());
      send(ctx.response(), ErrorAnswer.of(refusal));
    } else if (cause != null && status == 500) {
      send(ctx.response(), ErrorAnswer.of(cause));
    } else {
      if (status == 405) {
        // RFC 9110, section 15.5.6.
        ctx.response().putHeader("Allow", endpoints.allowed(Endpoints.path(ctx)));
      }
      send(ctx.response(), ErrorAnswer.of(status));
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
    send(request.response(), ErrorAnswer.ofInvalid(status));
  }

  private static void send(HttpServerResponse response, ErrorAnswer answer) {
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
  private @Nullable RefusalException refusal(
      RoutingContext ctx, int status, @Nullable Throwable cause) {
    return switch (status) {
      case 400 ->
          isOfForm(cause)
              ? new RefusalException(Defect.FORM, BAD_FORM)
              : new RefusalException(Defect.HTTP, ErrorAnswer.BAD_HTTP);
      case 403 ->
          new RefusalException(
              Reason.OUTSIDE_NETWORK, "This service answers to internal networks only.");
      case 413 ->
          new RefusalException(
              Reason.TOO_LARGE,
              "The body is too long; at most %d bytes.".formatted(BodyLimit.of(ctx, maxBodyBytes)));
      default -> null;
    };
  }
}
