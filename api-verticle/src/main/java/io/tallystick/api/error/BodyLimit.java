package io.tallystick.api.error;

import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;

/**
 * The limit of the bodies of an endpoint, if it has one of its own. It comes before the handler
 * that reads the body, and the answer to a longer one says it.
 *
 * @param bytes the longest body, in bytes
 */
public record BodyLimit(int bytes) implements PlatformHandler {

  private static final String KEY = BodyLimit.class.getName();

  @Override
  public void handle(RoutingContext ctx) {
    ctx.put(KEY, this);
    ctx.next();
  }

  /** The longest body of a request, in bytes, if its endpoint has this one or else that limit. */
  static int of(RoutingContext ctx, int otherwise) {
    BodyLimit own = ctx.get(KEY);
    return own == null ? otherwise : own.bytes();
  }
}
