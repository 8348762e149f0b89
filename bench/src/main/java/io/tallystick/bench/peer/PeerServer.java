package io.tallystick.bench.peer;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.api.ApiVerticle;
import io.tallystick.api.idempotency.ServerKeys;
import io.tallystick.config.Settings;
import io.tallystick.config.SettingsLoader;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.MessageCodecs;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/** Runs the HTTP verticle with another store, in its own process. */
public final class PeerServer {

  private PeerServer() {}

  /** Runs a server. The only argument is the store: {@code instant} or {@code statement}. */
  public static void main(String[] args) throws Exception {
    Properties properties = System.getProperties();
    Settings settings = SettingsLoader.load(null, System.getenv(), properties);
    // The same number of event loops as the service.
    int loops = Math.max(2, Runtime.getRuntime().availableProcessors());
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
    MessageCodecs.register(vertx.eventBus());
    Deployable store =
        switch (args[0]) {
          case "instant" -> new InstantStore();
          case "statement" -> new StatementStore(Objects.requireNonNull(settings.store().url()), 8);
          default -> throw new IllegalArgumentException("unknown store " + args[0]);
        };
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    List<ApiVerticle> apis = new ArrayList<>();
    vertx
        .deployVerticle(store)
        .compose(
            deployed ->
                vertx.deployVerticle(
                    () -> {
                      ApiVerticle api =
                          new ApiVerticle(
                              settings.api(),
                              settings.tokens(),
                              "bench",
                              Bus.local(vertx),
                              InstantSource.system(),
                              meters,
                              settings.api().requestTimeout(),
                              ServerKeys.NONE);
                      apis.add(api);
                      return api;
                    },
                    new DeploymentOptions().setInstances(settings.api().instances())))
        .onSuccess(
            deployed -> System.out.println("ready on http://127.0.0.1:" + apis.get(0).port()))
        .onFailure(
            cause -> {
              cause.printStackTrace();
              System.exit(1);
            });
  }
}
