package io.tallystick.api.endpoint;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;

/**
 * Whether this node is about to stop: then it asks its callers to come back on other connections,
 * which lead to other nodes by then.
 *
 * <p>Lives on one event loop.
 */
public final class Draining implements PlatformHandler {

  private boolean begun;

  public void begin() {
    begun = true;
  }

  boolean hasBegun() {
    return begun;
  }

  @Override
  public void handle(RoutingContext ctx) {
    // HTTP/2 knows no such header; its connections are told by the server when it shuts down.
    if (begun && ctx.request().version() != HttpVersion.HTTP_2) {
      ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    ctx.next();
  }
}
