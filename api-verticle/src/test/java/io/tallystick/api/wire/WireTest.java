package io.tallystick.api.wire;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.api.ApiVerticle;
import io.tallystick.api.connection.ConnectionLimits;
import io.tallystick.api.connection.GuardedTransport;
import io.tallystick.api.idempotency.ServerKeys;
import io.tallystick.config.Settings;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.MessageCodecs;
import io.tallystick.eventbus.message.FindToken;
import io.tallystick.eventbus.message.IntrospectToken;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.RotateOutcome.TokenRotated;
import io.tallystick.eventbus.message.RotateToken;
import io.tallystick.eventbus.message.TokenDetails;
import io.tallystick.eventbus.message.TokenIssued;
import io.tallystick.eventbus.message.TokenState.ActiveToken;
import io.tallystick.eventbus.message.TokensFound;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * What the service does with bytes on a socket. The store takes every request, and remembers the
 * identities that it was asked for, and by whom. It takes every token for valid.
 */
abstract class WireTest {

  static final String PATH = "/v1/api_access_token";
  // Nobody takes the refused attempts here, so stopping waits for that long.
  private static final Duration STOP_TIMEOUT = Duration.ofMillis(100);
  private static final long DESCRIPTORS = 10_000;
  static final String BODY = "{\"identity\":\"billing\"}";

  final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final List<String> issued = new CopyOnWriteArrayList<>();
  final List<String> actors = new CopyOnWriteArrayList<>();

  /** Whose all tokens are. */
  String owner = "ops";

  /** What the limit of streams takes for the size of the heap. */
  long heapBytes = Long.MAX_VALUE;

  private @Nullable Vertx vertx;
  private @Nullable ConnectionLimits limits;
  private int port;

  /** Starts the service; settings not named have their defaults, or values for a busy machine. */
  final void start(Map<String, String> some) throws Exception {
    Map<String, String> all =
        new HashMap<>(Map.of("api.port", "0", "api.instances", "1", "api.request-timeout", "2m"));
    all.putAll(some);
    Settings settings = Settings.of(all);
    limits = new ConnectionLimits(settings.api(), DESCRIPTORS, heapBytes);
    vertx = Vertx.builder().withTransport(new GuardedTransport(limits, settings.api())).build();
    MessageCodecs.register(vertx.eventBus());
    Bus bus = Bus.local(vertx);
    bus.answer(
        Address.ISSUE,
        (IssueToken message) -> {
          issued.add(message.event().identity());
          String actor = message.event().origin().actor();
          actors.add(actor == null ? "none" : actor);
          return Future.succeededFuture(
              new TokenIssued(message.event().tokenId(), Instant.EPOCH, 1));
        });
    bus.answer(
        Address.INTROSPECT,
        (IntrospectToken message) ->
            Future.succeededFuture(
                new ActiveToken(message.tokenId(), owner, Instant.EPOCH, Instant.MAX)));
    bus.answer(
        Address.FIND_TOKEN,
        (FindToken message) ->
            Future.succeededFuture(
                new TokensFound(
                    List.of(
                        new TokenDetails(
                            message.tokenId(),
                            SecretHash.ofSecret(new byte[1]),
                            "billing",
                            Instant.EPOCH,
                            Instant.MAX,
                            null,
                            null,
                            null,
                            Map.of(),
                            TokenDetails.State.LIVE)),
                    null)));
    bus.answer(
        Address.ROTATE,
        (RotateToken message) -> {
          issued.add(message.event().identity());
          return Future.succeededFuture(
              new TokenRotated(message.event().tokenId(), Instant.EPOCH, Instant.EPOCH, 1));
        });
    ApiVerticle api =
        new ApiVerticle(
            settings.api(),
            settings.tokens(),
            "node-1",
            bus,
            InstantSource.system(),
            meters,
            STOP_TIMEOUT,
            ServerKeys.NONE);
    vertx.deployVerticle(api).toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    port = api.port();
  }

  @AfterEach
  final void stop() throws Exception {
    Objects.requireNonNull(vertx)
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .get(1, TimeUnit.MINUTES);
  }

  final ConnectionLimits limits() {
    return Objects.requireNonNull(limits);
  }

  final int port() {
    return port;
  }

  final RawConnection connect() throws IOException {
    return RawConnection.to(port);
  }

  /** A valid request to issue a token, on a connection that stays open. */
  static String issue(String identity) {
    String body = "{\"identity\":\"" + identity + "\"}";
    return "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(PATH, body.length(), body);
  }
}
