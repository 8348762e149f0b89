package io.tallystick.api.feed;

import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.api.connection.RequestDeadline;
import io.tallystick.api.error.RefusalException;
import io.tallystick.api.error.UnavailableException;
import io.tallystick.config.ApiSettings;
import io.tallystick.event.Reason;
import io.tallystick.eventbus.Bus;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code GET /v1/revocations}: which tokens were revoked, in the order of the events' numbers. The
 * numbers have no gaps, so whoever has read up to a number knows of all revocations up to it.
 *
 * <p>The answer is a stream of events, or one document of JSON. What it says is as new as the
 * request: a revocation that was answered before the request was sent, by whichever node, is in it.
 *
 * <p>Lives on one event loop.
 */
public final class RevocationFeed implements Handler<RoutingContext> {

  private final Vertx vertx;
  private final RevocationTail tail;
  private final Duration timeout;
  private final Set<Listener> listeners = new LinkedHashSet<>();
  private boolean closed;

  /** Creates the feed of one event loop. */
  public RevocationFeed(Vertx vertx, Bus bus, ApiSettings settings, MeterRegistry meters) {
    this.vertx = vertx;
    this.tail = RevocationTail.shared(vertx, bus, settings.maxListeners(), meters);
    this.timeout = settings.requestTimeout();
    tail.onAdvance(this::advance);
  }

  @Override
  public void handle(RoutingContext ctx) {
    long begun = System.nanoTime();
    FeedRequest request = FeedRequest.of(ctx);
    if (Listener.isOver(ctx.response())) {
      return;
    }
    if (closed) {
      ctx.fail(503);
    } else if (tail.places().take()) {
      Future<Void> over = over(ctx.response());
      over.onSuccess(ended -> tail.places().giveBack());
      tail.now(timeout.toMillis(), over)
          .onSuccess(now -> answer(ctx, request, now, begun, over))
          .onFailure(ctx::fail);
    } else {
      ctx.fail(
          new UnavailableException(
              "Too many callers listen to the feed; api.max-listeners is the limit. Try another node, or later."));
    }
  }

  /** Completes once: when the answer has ended, or when its caller has gone. */
  private static Future<Void> over(HttpServerResponse response) {
    return Future.future(
        ended -> {
          response.bodyEndHandler(ended::tryComplete);
          response.closeHandler(ended::tryComplete);
        });
  }

  private void answer(
      RoutingContext ctx, FeedRequest request, Position now, long begun, Future<Void> over) {
    Long after = request.after();
    if (Listener.isOver(ctx.response())) {
      return;
    }
    if (closed) {
      ctx.fail(503);
    } else if (after != null && after > now.upTo()) {
      ctx.fail(
          new RefusalException(
              Reason.BAD_REQUEST,
              "there is no event %d yet, the newest is %d; forget what you know, and begin without a number"
                  .formatted(after, now.upTo())));
    } else {
      listen(ctx, request, now, begun, over);
    }
  }

  private void listen(
      RoutingContext ctx, FeedRequest request, Position now, long begun, Future<Void> over) {
    HttpServerResponse response = ctx.response();
    Listener listener;
    if (request.streams()) {
      RequestDeadline.makeEndless(ctx);
      listener = new EventStream(tail, response, request, now, begun, timeout);
    } else {
      listener = new LongPoll(tail, response, request, now);
    }
    listeners.add(listener);
    over.onSuccess(ended -> listeners.remove(listener));
    if (!request.streams()) {
      Duration patience = request.patience().isZero() ? timeout : request.patience();
      long timer = vertx.setTimer(patience.toMillis(), passed -> listener.end());
      over.onSuccess(ended -> vertx.cancelTimer(timer));
    }
    if (ctx.request().method().equals(HttpMethod.HEAD)) {
      listener.end();
    }
    listener.advance();
  }

  private void advance() {
    for (Listener listener : List.copyOf(listeners)) {
      listener.advance();
    }
  }

  /**
   * Ends all streams, and answers all who wait, so that they begin again at another node. Later
   * requests get 503.
   */
  public void close() {
    closed = true;
    List.copyOf(listeners).forEach(Listener::end);
    tail.close();
  }
}
