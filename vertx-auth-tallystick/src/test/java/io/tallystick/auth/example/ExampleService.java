package io.tallystick.auth.example;

import io.tallystick.auth.BearerAuthHandler;
import io.tallystick.auth.TallystickAuth;
import io.tallystick.auth.TallystickAuthOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;

/** A small service that greets whoever has a valid token. */
public final class ExampleService extends VerticleBase {

  private final URI tallystick;
  private final int port;
  private HttpServer server;

  public ExampleService(URI tallystick, int port) {
    this.tallystick = tallystick;
    this.port = port;
  }

  /** Run it with the URL of Tallystick and a port: http://127.0.0.1:8080 9000. */
  public static void main(String[] args) {
    ExampleService service = new ExampleService(URI.create(args[0]), Integer.parseInt(args[1]));
    Vertx.vertx()
        .deployVerticle(service)
        .onSuccess(
            id ->
                System.out.printf(
                    "curl -H 'Authorization: Bearer …' http://127.0.0.1:%d/hello%n",
                    service.port()))
        .onFailure(
            cause -> {
              System.err.println(cause.getMessage());
              System.exit(1);
            });
  }

  @Override
  public Future<?> start() {
    TallystickAuth auth =
        TallystickAuth.create(
            vertx,
            TallystickAuthOptions.of(tallystick)
                .withCache(TallystickAuthOptions.Cache.of(100_000)));
    Router router = Router.router(vertx);
    router.route().handler(BearerAuthHandler.create(auth, "example"));
    router.route().failureHandler(ctx -> ctx.response().setStatusCode(ctx.statusCode()).end());
    router.get("/hello").handler(ctx -> ctx.end("Hello, " + ctx.user().subject() + "\n"));
    server = vertx.createHttpServer().requestHandler(router);
    return server.listen(port, "127.0.0.1");
  }

  public int port() {
    return server.actualPort();
  }
}
