package io.tallystick.launcher;

import io.tallystick.testing.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Callers that issue, check and revoke without a pause, as those of a load balancer do: each
 * request has its deadline, and goes to another node if one is not there, is silent, or says 503.
 */
final class Callers implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Duration DEADLINE = Eventually.LIMIT;

  private final Duration attemptTimeout;
  private final Supplier<List<URI>> nodes;
  private final Map<String, String> issued = new ConcurrentHashMap<>();
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final List<String> setbacks = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong lastGood = new AtomicLong(System.nanoTime());
  private final AtomicLong longestGap = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final KnownTokens known;
  private final CallerThreads threads = new CallerThreads();

  /**
   * Starts callers.
   *
   * @param nodes where HTTP is served now
   * @param attemptTimeout after which a node is taken for silent, and another one is asked
   */
  Callers(int count, Supplier<List<URI>> nodes, Duration attemptTimeout) {
    this.nodes = nodes;
    this.attemptTimeout = attemptTimeout;
    this.known = new KnownTokens(nodes, attemptTimeout);
    threads.start(count, "caller", this::call);
  }

  /** Ids and identities of all tokens that were handed out. */
  Map<String, String> issued() {
    return issued;
  }

  /** Ids of all tokens whose revocation was answered 200. */
  Set<String> revoked() {
    return revoked;
  }

  /** Requests that had no good answer in their time, and checks with a wrong answer. */
  List<String> failures() {
    return Stream.concat(failures.stream(), known.wrong().stream()).toList();
  }

  /** Checks of tokens that were answered. */
  long checks() {
    return known.answered();
  }

  /** What attempts came to that were made again: answers other than 200, and connections cut. */
  List<String> setbacks() {
    return List.copyOf(setbacks);
  }

  /**
   * Waits for so many good answers more, and for those that may have been on their way before: one
   * of each caller.
   *
   * @return the longest time in which there was none, since this was last asked
   */
  Duration untilAnswered(int times) {
    long enough = answered.get() + threads.count() + times;
    Eventually.await().until(() -> answered.get() >= enough);
    return Duration.ofNanos(longestGap.getAndSet(0));
  }

  private void call() {
    try {
      callUntilEnded();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void callUntilEnded() throws InterruptedException {
    while (!threads.isEnded()) {
      // Nodes that start beside them need the processors too.
      pause();
      int number = NUMBER.incrementAndGet();
      String identity = "caller-" + number;
      HttpResponse<String> answer =
          send(
              number,
              HttpRequest.newBuilder()
                  .POST(BodyPublishers.ofString("{\"identity\": \"" + identity + "\"}")),
              Service.PATH);
      if (answer == null) {
        continue;
      }
      String id = Service.json(answer).get("id").asText();
      issued.put(id, identity);
      String token = Service.json(answer).get("token").asText();
      if (number % 3 == 0) {
        HttpResponse<String> revocation =
            send(number, HttpRequest.newBuilder().DELETE(), Service.tokenQuery(identity, token));
        if (revocation != null) {
          revoked.add(id);
          requireRefused(number, identity, token);
          known.revoked(threads.client(), token);
        }
      } else {
        known.issued(threads.client(), token);
      }
    }
  }

  /** A token whose revocation was answered is accepted nowhere any more. */
  private void requireRefused(int number, String identity, String token)
      throws InterruptedException {
    List<URI> all = nodes.get();
    try {
      HttpResponse<String> answer =
          threads
              .client()
              .send(
                  HttpRequest.newBuilder(
                          all.get(number % all.size()).resolve(Service.tokenQuery(identity, token)))
                      .timeout(attemptTimeout)
                      .DELETE()
                      .build(),
                  BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        failures.add("a revoked token was accepted: " + identity);
      }
    } catch (IOException e) {
      // That node is not there: it accepts nothing.
      pause();
    }
  }

  private @Nullable HttpResponse<String> send(int number, HttpRequest.Builder request, String path)
      throws InterruptedException {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    String last = "";
    boolean mayBeDone = false;
    for (int attempt = 0; System.nanoTime() < deadline; attempt++) {
      List<URI> all = nodes.get();
      URI node = all.get(Math.floorMod(number + attempt, all.size()));
      try {
        HttpResponse<String> answer =
            threads
                .client()
                .send(
                    request.uri(node.resolve(path)).timeout(attemptTimeout).build(),
                    BodyHandlers.ofString());
        if (answer.statusCode() == 200
            // What the attempt before did, whose answer was lost.
            || (answer.statusCode() == 404 && mayBeDone)) {
          good();
          return answer;
        }
        last = answer.statusCode() + " " + answer.body();
        setbacks.add(last);
        if (answer.statusCode() != 503) {
          break;
        }
        mayBeDone = true;
      } catch (IOException e) {
        last = e.toString();
        setbacks.add(last);
        mayBeDone = true;
      }
      pause();
    }
    failures.add(last);
    return null;
  }

  private void good() {
    long now = System.nanoTime();
    long gap = now - lastGood.getAndSet(now);
    longestGap.accumulateAndGet(gap, Math::max);
    answered.incrementAndGet();
  }

  private static void pause() throws InterruptedException {
    Thread.sleep(20);
  }

  @Override
  public void close() {
    threads.close();
  }
}
