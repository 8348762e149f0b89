package io.tallystick.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Callers that are refused: they want to revoke what is no token, each time with an identity of its
 * own, by which the event of the attempt is found.
 */
final class RefusedCallers implements AutoCloseable {

  /** What all of their identities begin with. */
  static final String PREFIX = "refused-";

  /**
   * An answer.
   *
   * @param node who answered
   * @param nanos when, as {@link System#nanoTime}
   */
  record Answer(URI node, long nanos) {}

  private static final int NOT_FOUND = 404;
  private static final long PAUSE_MILLIS = 100;

  private final Supplier<List<URI>> nodes;
  private final Duration attemptTimeout;
  private final AtomicInteger number = new AtomicInteger();
  private final Map<String, Answer> refused = new ConcurrentHashMap<>();
  private final CallerThreads threads = new CallerThreads();

  /**
   * Starts callers.
   *
   * @param nodes those that they ask, one after another
   * @param attemptTimeout after which they give an attempt up
   */
  RefusedCallers(int count, Supplier<List<URI>> nodes, Duration attemptTimeout) {
    this.nodes = nodes;
    this.attemptTimeout = attemptTimeout;
    threads.start(count, "refused caller", this::call);
  }

  /** The attempts that were answered 404, by their identities. */
  Map<String, Answer> refused() {
    return refused;
  }

  private void call() {
    try {
      while (!threads.isEnded()) {
        Thread.sleep(PAUSE_MILLIS);
        attempt(number.incrementAndGet());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt(int n) throws InterruptedException {
    List<URI> all = nodes.get();
    URI node = all.get(n % all.size());
    String identity = PREFIX + n;
    try {
      HttpResponse<Void> answer =
          threads
              .client()
              .send(
                  HttpRequest.newBuilder(node.resolve(Service.tokenQuery(identity, "not-a-token")))
                      .timeout(attemptTimeout)
                      .DELETE()
                      .build(),
                  BodyHandlers.discarding());
      if (answer.statusCode() == NOT_FOUND) {
        refused.put(identity, new Answer(node, System.nanoTime()));
      }
    } catch (IOException e) {
      // That node is not there: it has refused nothing.
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
