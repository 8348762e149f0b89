package io.tallystick.auth;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the service is, and how it is asked. Begin with {@link #of}.
 *
 * @param service the URL of the service, such as {@code https://tallystick.internal:8080}
 * @param timeout how long a call waits for the service
 * @param connections the largest number of connections for questions
 * @param http options of HTTP, such as for TLS. Its host, port and TLS follow from the URL
 * @param cache how answers are remembered; null if they are not
 * @param token supplies the token of this service itself for each request, and must not block; null
 *     if the service asks for none. It is sent to the service and goes nowhere else
 */
public record TallystickAuthOptions(
    URI service,
    Duration timeout,
    int connections,
    HttpClientOptions http,
    @Nullable Cache cache,
    @Nullable Supplier<String> token) {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int CONNECTIONS = 16;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one of them cannot be used
   */
  public TallystickAuthOptions {
    boolean isHttp = "http".equals(service.getScheme()) || "https".equals(service.getScheme());
    if (!isHttp || service.getHost() == null) {
      throw new IllegalArgumentException(
          "the service needs a URL such as https://tallystick.internal:8080, not " + service);
    }
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException("the timeout must be at least a millisecond");
    }
    if (connections < 1) {
      throw new IllegalArgumentException("there must be at least one connection");
    }
    http = new HttpClientOptions(http);
  }

  /** Options without a cache: each answer is current. */
  public static TallystickAuthOptions of(URI service) {
    return new TallystickAuthOptions(
        service, TIMEOUT, CONNECTIONS, new HttpClientOptions(), null, null);
  }

  /** The same with another timeout. */
  public TallystickAuthOptions withTimeout(Duration other) {
    return new TallystickAuthOptions(service, other, connections, http, cache, token);
  }

  /** The same with another number of connections. */
  public TallystickAuthOptions withConnections(int other) {
    return new TallystickAuthOptions(service, timeout, other, http, cache, token);
  }

  /** The same with other options of HTTP. */
  public TallystickAuthOptions withHttp(HttpClientOptions other) {
    return new TallystickAuthOptions(service, timeout, connections, other, cache, token);
  }

  /** The same with a cache. */
  public TallystickAuthOptions withCache(Cache other) {
    return new TallystickAuthOptions(service, timeout, connections, http, other, token);
  }

  /**
   * The same with a token of this service itself, for a Tallystick with {@code
   * api.introspect-auth}.
   *
   * @param other supplies the token for each request, so that it can be replaced, and must not
   *     block
   */
  public TallystickAuthOptions withToken(Supplier<String> other) {
    return new TallystickAuthOptions(service, timeout, connections, http, cache, other);
  }

  /** A copy, since options of HTTP can be changed. */
  @Override
  public HttpClientOptions http() {
    return new HttpClientOptions(http);
  }

  /** A request to the service, with the token of this service if there is one. */
  RequestOptions request(HttpMethod method, String ofService) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(method)
            .setHost(service.getHost())
            .setPort(port())
            .setSsl(isTls())
            .setURI(path(ofService));
    return token == null ? request : request.putHeader("Authorization", "Bearer " + token.get());
  }

  private int port() {
    if (service.getPort() >= 0) {
      return service.getPort();
    }
    return isTls() ? 443 : 80;
  }

  private boolean isTls() {
    return "https".equals(service.getScheme());
  }

  /** Begins with the path of the service, if it has one. */
  private String path(String ofService) {
    String prefix = service.getRawPath();
    return (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + ofService;
  }

  /**
   * How answers are remembered. Only valid tokens are, until they expire by the clock of this
   * machine.
   *
   * @param tokens the largest number of tokens
   * @param maxStaleness a revocation is noticed at most this long after it was answered, whatever
   *     the network does. If the feed of revocations is older, the cache is not used
   * @param maxAge how long a token is remembered at most
   */
  public record Cache(int tokens, Duration maxStaleness, Duration maxAge) {

    // Heartbeats come every half second.
    private static final Duration MIN_STALENESS = Duration.ofSeconds(1);
    private static final Duration STALENESS = Duration.ofSeconds(2);
    private static final Duration AGE = Duration.ofMinutes(5);
    private static final Duration MAX = Duration.ofHours(1);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one of them is too small or too large
     */
    public Cache {
      if (tokens < 1) {
        throw new IllegalArgumentException("the cache must have place for a token");
      }
      if (maxStaleness.compareTo(MIN_STALENESS) < 0 || maxStaleness.compareTo(MAX) > 0) {
        throw new IllegalArgumentException("maxStaleness must be from a second to an hour");
      }
      if (maxAge.compareTo(maxStaleness) < 0 || maxAge.compareTo(MAX) > 0) {
        throw new IllegalArgumentException("maxAge must be from maxStaleness to an hour");
      }
    }

    /** A cache of so many tokens, with a bound of two seconds, for five minutes. */
    public static Cache of(int tokens) {
      return new Cache(tokens, STALENESS, AGE);
    }
  }
}
