package io.tallystick.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Tokens of which the test knows whether they are live, and asks: both ways to check a token must
 * answer the same, at every node, or not at all.
 */
final class KnownTokens {

  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  // Old ones and new ones, of each kind.
  private static final int KEPT = 200;

  private record Known(String token, boolean live) {}

  private final Supplier<List<URI>> nodes;
  private final Duration timeout;
  private final List<Known> live = new CopyOnWriteArrayList<>();
  private final List<Known> revoked = new CopyOnWriteArrayList<>();
  private final List<String> wrong = new CopyOnWriteArrayList<>();
  private final AtomicLong answered = new AtomicLong();

  /**
   * Creates an empty set.
   *
   * @param nodes where HTTP is served now
   * @param timeout after which a node is taken for silent
   */
  KnownTokens(Supplier<List<URI>> nodes, Duration timeout) {
    this.nodes = nodes;
    this.timeout = timeout;
  }

  /** Checks that were answered. */
  long answered() {
    return answered.get();
  }

  /** Checks whose answer was wrong. */
  List<String> wrong() {
    return wrong;
  }

  /** Checks a token that was just issued and is never revoked, and another one from earlier. */
  void issued(HttpClient client, String token) throws InterruptedException {
    check(client, remember(live, new Known(token, true)));
  }

  /** Checks a token whose revocation was just answered, and another one from earlier. */
  void revoked(HttpClient client, String token) throws InterruptedException {
    check(client, remember(revoked, new Known(token, false)));
  }

  private static List<Known> remember(List<Known> tokens, Known one) {
    Known earlier = tokens.isEmpty() ? one : tokens.get(random(tokens.size()));
    if (tokens.size() < KEPT) {
      tokens.add(one);
    } else {
      tokens.set(random(KEPT), one);
    }
    return List.of(one, earlier);
  }

  private void check(HttpClient client, List<Known> tokens) throws InterruptedException {
    for (Known known : tokens) {
      List<URI> all = nodes.get();
      URI node = all.get(random(all.size()));
      try {
        Optional<Boolean> answer =
            ThreadLocalRandom.current().nextBoolean()
                ? isIntrospected(client, node, known.token())
                : isAuthorized(client, node, known.token());
        answer.ifPresent(valid -> compare(known, valid, node));
      } catch (IOException e) {
        // That node is not there: it accepts nothing.
        Thread.sleep(1);
      }
    }
  }

  private void compare(Known known, boolean valid, URI node) {
    answered.incrementAndGet();
    if (valid != known.live()) {
      wrong.add(
          "%s: a %s token was found %s"
              .formatted(
                  node, known.live() ? "live" : "revoked", valid ? "valid" : "not to be valid"));
    }
  }

  /** Empty if the node does not know. */
  private Optional<Boolean> isIntrospected(HttpClient client, URI node, String token)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(node.resolve("/v1/introspect"))
                .timeout(timeout)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + token))
                .build(),
            BodyHandlers.ofString());
    return answer.statusCode() == OK
        ? Optional.of(Service.json(answer).get("active").asBoolean())
        : unknown(answer, node);
  }

  /** Empty if the node does not know. */
  private Optional<Boolean> isAuthorized(HttpClient client, URI node, String token)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(node.resolve("/v1/authorize"))
                .timeout(timeout)
                .header("Authorization", "Bearer " + token)
                .build(),
            BodyHandlers.ofString());
    return answer.statusCode() == OK || answer.statusCode() == UNAUTHORIZED
        ? Optional.of(answer.statusCode() == OK)
        : unknown(answer, node);
  }

  private Optional<Boolean> unknown(HttpResponse<String> answer, URI node) {
    if (answer.statusCode() != 503) {
      wrong.add("%s: %d %s".formatted(node, answer.statusCode(), answer.body()));
    }
    return Optional.empty();
  }

  private static int random(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }
}
