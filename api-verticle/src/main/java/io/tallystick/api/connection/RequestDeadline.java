package io.tallystick.api.connection;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The time that a request has to arrive as a whole, and that a caller has to take its answer. It
 * needs no timer for each request: all have the same time, so the oldest is the first to be late.
 *
 * <p>Lives on one event loop.
 */
public final class RequestDeadline {

  private static final String ENDLESS = RequestDeadline.class.getName();

  private final long timeoutNanos;
  private final Set<Exchange> oldestFirst = new LinkedHashSet<>();

  /** Creates a deadline, and looks for late requests some times in each timeout. */
  public RequestDeadline(Vertx vertx, Duration timeout) {
    this.timeoutNanos = timeout.toNanos();
    vertx.setPeriodic(Math.max(10, timeout.toMillis() / 10), timer -> endLate(System.nanoTime()));
  }

  /** Begins to watch a request. */
  public Exchange begin(RoutingContext ctx) {
    Exchange exchange = new Exchange(ctx, System.nanoTime());
    oldestFirst.add(exchange);
    return exchange;
  }

  /** The answer to a request is a stream without an end, which no deadline is to end. */
  public static void makeEndless(RoutingContext ctx) {
    ctx.put(ENDLESS, true);
  }

  private void endLate(long now) {
    List<Exchange> late =
        oldestFirst.stream().takeWhile(one -> now - one.begun >= timeoutNanos).toList();
    for (Exchange exchange : late) {
      oldestFirst.remove(exchange);
      if (exchange.isWithUs()) {
        // The endpoint has its own timeout, from the time at which the body was there.
        exchange.begun = now;
        oldestFirst.add(exchange);
      } else {
        exchange.refuse();
      }
    }
  }

  /** A request and its answer. */
  public final class Exchange {

    private final RoutingContext ctx;
    private final @Nullable ConnectionGuard guard;
    private long begun;
    private boolean ended;

    private Exchange(RoutingContext ctx, long begun) {
      this.ctx = ctx;
      this.begun = begun;
      this.guard = ConnectionGuard.of(ctx.request().connection());
      if (guard != null) {
        guard.requestBegun(ctx.request().version() == HttpVersion.HTTP_2);
      }
    }

    /** The answer is complete, or nobody can get it any more. Further calls do nothing. */
    public void end() {
      oldestFirst.remove(this);
      if (!ended && guard != null) {
        guard.requestEnded();
      }
      ended = true;
    }

    /** Whether the caller has done its part, and waits for us. */
    private boolean isWithUs() {
      return ctx.request().isEnded() && (!ctx.response().headWritten() || ctx.get(ENDLESS) != null);
    }

    private void refuse() {
      HttpServerRequest request = ctx.request();
      if (!request.response().headWritten()) {
        ctx.fail(408);
      } else if (request.version() == HttpVersion.HTTP_2) {
        request.response().reset();
      } else {
        request.connection().close();
      }
    }
  }
}
