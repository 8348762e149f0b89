package io.tallystick.auth;

import io.tallystick.auth.ServerSentEvents.Event;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a cache of the revocations that the service tells of, and how old what it knows is at most.
 *
 * <p>A heartbeat says how long after the arrival of the request the database was asked. The request
 * arrived after it was sent, so the cache is as fresh as the sum of these two, by the clock of this
 * machine, however late the heartbeat comes.
 *
 * <p>Lives on one event loop.
 */
final class RevocationFeed {

  private static final Logger LOG = LoggerFactory.getLogger(RevocationFeed.class);
  private static final String PATH = "/v1/revocations";
  // Heartbeats come every half second.
  private static final int SILENCE_SECONDS = 3;
  private static final long RETRY_MILLIS = 200;

  /**
   * Then a stream is begun anew, so that a difference in the speed of two clocks does not add up:
   * in a minute, it is some milliseconds at most.
   */
  private static final long STREAM_MILLIS = 60_000;

  private final Vertx vertx;
  private final Context context;
  private final TallystickAuthOptions options;
  private final TokenCache cache;
  private final HttpClient client;
  private @Nullable String lastId;
  private boolean failing;
  private boolean closed;

  RevocationFeed(Vertx vertx, TallystickAuthOptions options, TokenCache cache) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.options = options;
    this.cache = cache;
    HttpClientOptions http =
        options.http().setReadIdleTimeout(SILENCE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS);
    this.client = vertx.createHttpClient(http, new PoolOptions().setHttp1MaxSize(1));
  }

  /** Begins to listen, and goes on until this is closed. */
  void start() {
    context.runOnContext(started -> listen());
  }

  Future<Void> close() {
    context.runOnContext(done -> closed = true);
    return client.close();
  }

  private void listen() {
    if (closed) {
      return;
    }
    // An exception of the supplier of the token becomes a failure.
    Future.<Void>succeededFuture()
        .compose(begun -> client.request(request()))
        .compose(this::read)
        .onFailure(
            cause -> {
              if (!failing && !closed) {
                LOG.warn("No feed of revocations, trying again: {}", cause.getMessage());
              }
              failing = true;
            })
        .onComplete(done -> vertx.setTimer(done.succeeded() ? 1 : pause(), passed -> listen()));
  }

  private RequestOptions request() {
    RequestOptions request =
        options
            .request(HttpMethod.GET, PATH)
            .setConnectTimeout(options.timeout().toMillis())
            .putHeader("Accept", "text/event-stream");
    return lastId == null ? request : request.putHeader("Last-Event-ID", lastId);
  }

  private static long pause() {
    return RETRY_MILLIS + ThreadLocalRandom.current().nextLong(RETRY_MILLIS);
  }

  /** Completes when the stream has ended, and fails if it did not begin. */
  private Future<Void> read(HttpClientRequest request) {
    long sentNanos = System.nanoTime();
    return request
        .idleTimeout(TimeUnit.SECONDS.toMillis(SILENCE_SECONDS))
        .send()
        .compose(
            response ->
                response.statusCode() == 200
                    ? read(response, sentNanos)
                    : refused(request, response.statusCode()));
  }

  private Future<Void> refused(HttpClientRequest request, int status) {
    if (status == 400) {
      // The number is unknown there, so what followed it is too.
      lastId = null;
    }
    request.connection().close();
    return Future.failedFuture("the service answered " + status);
  }

  private Future<Void> read(HttpClientResponse response, long sentNanos) {
    if (failing) {
      LOG.info("The feed of revocations is there again");
    }
    failing = false;
    if (lastId == null) {
      cache.beginEra();
    }
    HttpConnection mine = response.request().connection();
    long timer = vertx.setTimer(STREAM_MILLIS, old -> mine.close());
    ServerSentEvents events = new ServerSentEvents(event -> take(event, sentNanos));
    response.handler(
        part -> {
          try {
            events.handle(part);
          } catch (RuntimeException e) {
            LOG.warn("The feed of revocations cannot be read: {}", e.toString());
            mine.close();
          }
        });
    return response.end().otherwiseEmpty().onComplete(ended -> vertx.cancelTimer(timer));
  }

  private void take(Event event, long sentNanos) {
    JsonObject data = new JsonObject(event.data());
    switch (event.name()) {
      case "revocation" -> cache.revoke(UUID.fromString(data.getString("token_id")));
      case "heartbeat" ->
          cache.freshAsOf(sentNanos + TimeUnit.MILLISECONDS.toNanos(data.getLong("elapsed_ms")));
      default -> {
        // Something newer.
      }
    }
    lastId = event.id();
  }
}
