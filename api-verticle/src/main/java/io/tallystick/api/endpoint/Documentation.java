package io.tallystick.api.endpoint;

import io.tallystick.api.routing.Endpoint;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;

/** {@code /openapi.json}, and {@code /docs} with Swagger UI, whose files come from its WebJar. */
public final class Documentation {

  private static final String SELF_ONLY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final Vertx vertx;

  /** Creates the pages, which are read from the class path at each request. */
  public Documentation(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The endpoints of the pages. */
  public List<Endpoint> pages() {
    String swagger = "/META-INF/resources/webjars/swagger-ui/" + swaggerVersion() + "/";
    return List.of(
        Endpoint.page("/", ctx -> ctx.redirect("/docs")),
        page("/openapi.json", "/io/tallystick/api/openapi.json", "application/json"),
        page("/docs", "/io/tallystick/api/docs.html", "text/html; charset=utf-8"),
        page("/docs/start.js", "/io/tallystick/api/docs.js", "text/javascript"),
        page("/docs/swagger-ui.css", swagger + "swagger-ui.css", "text/css"),
        page("/docs/swagger-ui-bundle.js", swagger + "swagger-ui-bundle.js", "text/javascript"));
  }

  private Endpoint page(String path, String resource, String type) {
    return Endpoint.page(path, ctx -> send(ctx, resource, type));
  }

  private void send(RoutingContext ctx, String resource, String type) {
    vertx
        .executeBlocking(() -> read(resource))
        .onSuccess(
            content ->
                ctx.response()
                    .putHeader("Content-Type", type)
                    .putHeader("Content-Security-Policy", SELF_ONLY)
                    .putHeader("X-Frame-Options", "DENY")
                    .end(Buffer.buffer(content)))
        .onFailure(ctx::fail);
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in = Documentation.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource);
      }
      return in.readAllBytes();
    }
  }

  private static String swaggerVersion() {
    Properties versions = new Properties();
    try (InputStream in =
        Documentation.class.getResourceAsStream("/io/tallystick/api/versions.properties")) {
      versions.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("versions.properties cannot be read", e);
    }
    return versions.getProperty("swagger-ui");
  }
}
