package io.tallystick.bench;

import io.tallystick.auth.TallystickAuth;
import io.tallystick.auth.TallystickAuthOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the provider for services, with its cache, in this process: how many tokens it checks,
 * and how soon it notices a revocation.
 */
final class CachedChecks implements AutoCloseable {

  private static final int TOKENS = 1_000;
  private static final int REVOCATIONS = 200;
  private static final long LOOK_NANOS = 100_000;

  private final URI service;
  private final TallystickAuth auth;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  CachedChecks(Vertx vertx, URI service) {
    this.service = service;
    this.auth =
        TallystickAuth.create(
            vertx,
            TallystickAuthOptions.of(service)
                .withCache(TallystickAuthOptions.Cache.of(10 * TOKENS)));
  }

  /** The checks in a second, by one thread for each processor. */
  double rate(long millis) throws Exception {
    List<TokenCredentials> tokens = new ArrayList<>();
    for (int i = 0; i < TOKENS; i++) {
      tokens.add(new TokenCredentials(issue()));
    }
    for (TokenCredentials token : tokens) {
      await(auth.authenticate(token));
    }
    while (!auth.isCacheFresh()) {
      Thread.onSpinWait();
    }
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      long begun = System.nanoTime();
      long end = begun + TimeUnit.MILLISECONDS.toNanos(millis);
      List<java.util.concurrent.Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(executor.submit(() -> check(tokens, end)));
      }
      long checks = 0;
      for (java.util.concurrent.Future<Long> count : counts) {
        checks += count.get();
      }
      return checks / ((System.nanoTime() - begun) / 1e9);
    } finally {
      executor.shutdownNow();
    }
  }

  private long check(List<TokenCredentials> tokens, long end) {
    long checks = 0;
    while (System.nanoTime() - end < 0) {
      for (TokenCredentials token : tokens) {
        Future<User> user = auth.authenticate(token);
        if (!user.succeeded()) {
          await(user);
        }
        checks++;
      }
    }
    return checks;
  }

  /** The milliseconds until a revocation is noticed after it was answered: the 99th percentile. */
  double staleness() throws Exception {
    double[] millis = new double[REVOCATIONS];
    for (int i = 0; i < REVOCATIONS; i++) {
      String token = issue();
      TokenCredentials credentials = new TokenCredentials(token);
      await(auth.authenticate(credentials));
      send("/v1/revoke", "application/x-www-form-urlencoded", "token=" + token);
      long revoked = System.nanoTime();
      while (auth.authenticate(credentials).succeeded()) {
        // The others need the processor more.
        LockSupport.parkNanos(LOOK_NANOS);
      }
      millis[i] = (System.nanoTime() - revoked) / 1e6;
    }
    Arrays.sort(millis);
    return millis[(int) (0.99 * REVOCATIONS)];
  }

  private String issue() throws Exception {
    return new JsonObject(
            send("/v1/api_access_token", "application/json", "{\"identity\": \"billing\"}"))
        .getString("token");
  }

  private String send(String path, String contentType, String body) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(service.resolve(path))
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void close() {
    await(auth.close());
  }
}
