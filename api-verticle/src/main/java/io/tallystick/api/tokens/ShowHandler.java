package io.tallystick.api.tokens;

import io.tallystick.config.ApiSettings;
import io.tallystick.eventbus.Bus;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /v1/tokens/{id}}: what is known of a token. */
public final class ShowHandler implements Handler<RoutingContext> {

  private final StoredTokens tokens;
  private final long timeoutMillis;

  /**
   * Creates a handler.
   *
   * @param api the settings with the request timeout
   */
  public ShowHandler(Bus bus, ApiSettings api) {
    this.tokens = new StoredTokens(bus);
    this.timeoutMillis = api.requestTimeout().toMillis();
  }

  @Override
  public void handle(RoutingContext ctx) {
    tokens
        .of(ctx, timeoutMillis)
        .onSuccess(
            token ->
                ctx.response()
                    .putHeader("Content-Type", "application/json")
                    .end(TokenJson.of(token).toBuffer()))
        .onFailure(ctx::fail);
  }
}
