package io.tallystick.api;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** {@code /openapi.json} and {@code /docs}: the contract, and Swagger UI from its own jar. */
final class Documentation {

  private static final String SELF_ONLY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; connect-src 'self'";

  private final Vertx vertx;

  Documentation(Vertx vertx) {
    this.vertx = vertx;
  }

  void registerOn(Router router) {
    get(router, "/openapi.json", "/io/tallystick/api/openapi.json", "application/json");
    get(router, "/docs", "/io/tallystick/api/docs.html", "text/html; charset=utf-8");
    get(router, "/docs/start.js", "/io/tallystick/api/docs.js", "text/javascript");
    String swagger = "/META-INF/resources/webjars/swagger-ui/" + swaggerVersion() + "/";
    get(router, "/docs/swagger-ui.css", swagger + "swagger-ui.css", "text/css");
    get(router, "/docs/swagger-ui-bundle.js", swagger + "swagger-ui-bundle.js", "text/javascript");
  }

  private void get(Router router, String path, String resource, String type) {
    router.get(path).handler(ctx -> send(ctx, resource, type));
  }

  private void send(RoutingContext ctx, String resource, String type) {
    vertx
        .executeBlocking(() -> read(resource))
        .onSuccess(
            content ->
                ctx.response()
                    .putHeader("Content-Type", type)
                    .putHeader("Content-Security-Policy", SELF_ONLY)
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
    try (InputStream in = Documentation.class.getResourceAsStream("versions.properties")) {
      versions.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("versions.properties is in this jar", e);
    }
    return versions.getProperty("swagger-ui");
  }
}
