package io.tallystick.api.endpoint;

import io.tallystick.api.routing.Endpoint;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code /openapi.json}, and {@code /docs} with Swagger UI. */
public final class Documentation {

  private static final String SELF_ONLY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final Vertx vertx;

  /** Creates the pages. Their files are read at the first request, and then kept. */
  public Documentation(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The endpoints of the pages. */
  public List<Endpoint> pages() {
    return List.of(
        Endpoint.page("/", ctx -> ctx.redirect("/docs")),
        page("/openapi.json", "openapi.json", "application/json"),
        page("/docs", "docs.html", "text/html; charset=utf-8"),
        page("/docs/start.js", "docs.js", "text/javascript"),
        page("/docs/swagger-ui.css", "swagger-ui.css", "text/css"),
        page("/docs/swagger-ui-bundle.js", "swagger-ui-bundle.js", "text/javascript"));
  }

  private Endpoint page(String path, String file, String type) {
    return Endpoint.page(path, ctx -> send(ctx, file, type));
  }

  private void send(RoutingContext ctx, String file, String type) {
    ctx.response()
        .putHeader("Content-Type", type)
        .putHeader("Content-Security-Policy", SELF_ONLY)
        .putHeader("X-Frame-Options", "DENY");
    StaticFile.of(vertx, file).onSuccess(content -> content.send(ctx)).onFailure(ctx::fail);
  }
}
