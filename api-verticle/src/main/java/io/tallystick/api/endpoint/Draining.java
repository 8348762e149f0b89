package io.tallystick.api.endpoint;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;

/**
 * Whether this node is stopping. If so, each response asks the caller to close its connection, so
 * that its next request goes to another node.
 *
 * <p>Lives on one event loop.
 */
public final class Draining implements PlatformHandler {

  private boolean started;

  /** Starts draining, which cannot be undone. */
  public void start() {
    started = true;
  }

  boolean isStarted() {
    return started;
  }

  @Override
  public void handle(RoutingContext ctx) {
    // HTTP/2 has no such header (RFC 9113, section 8.2.2): its server sends GOAWAY at shutdown.
    if (started && ctx.request().version() != HttpVersion.HTTP_2) {
      ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    ctx.next();
  }
}
