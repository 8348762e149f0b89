package io.tallystick.launcher.tokens;

import io.tallystick.api.request.ImportRequest;
import io.tallystick.config.Settings;
import io.tallystick.config.TokenSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The tokens of a service, over HTTP. */
final class HttpTokenService implements TokenService {

  private static final int TIMEOUT_MILLIS = 60_000;
  // Longer than tokens live anywhere: only the service knows its limit.
  private static final TokenSettings NO_LIMITS =
      Settings.of(Map.of("tokens.max-lifetime", "36500d")).tokens();

  private final Vertx vertx;
  private final HttpClient client;
  private final String base;
  private final @Nullable String operatorToken;

  /**
   * Creates a client, which opens no connection yet.
   *
   * @param vertx is closed with this
   * @param options the options of TLS
   * @param operatorToken the token that proves who asks; null if a certificate does, or nothing
   */
  HttpTokenService(
      Vertx vertx, URI url, HttpClientOptions options, @Nullable String operatorToken) {
    this.vertx = vertx;
    this.base = url.toString().replaceAll("/+$", "");
    this.operatorToken = operatorToken;
    this.client = vertx.createHttpClient(options.setSsl("https".equalsIgnoreCase(url.getScheme())));
  }

  @Override
  public TokenSettings limits() {
    return NO_LIMITS;
  }

  @Override
  public Future<Answer> issue(JsonObject request) {
    return post("/v1/api_access_token", request);
  }

  @Override
  public Future<Answer> introspect(String token) {
    return post("/v1/introspect", new JsonObject().put("token", token));
  }

  @Override
  public Future<List<Answer>> revoke(List<JsonObject> targets) {
    JsonArray operations = new JsonArray();
    targets.forEach(target -> operations.add(new JsonObject().put("revoke", target)));
    return each("/v1/tokens/batch", new JsonObject().put("operations", operations));
  }

  @Override
  public Future<Answer> rotate(UUID id, JsonObject request) {
    return post("/v1/tokens/%s/rotate".formatted(id), request);
  }

  @Override
  public Future<Answer> list(ListQuery query, @Nullable String cursor) {
    StringBuilder path = new StringBuilder("/v1/tokens?limit=").append(ListQuery.PAGE);
    append(path, "identity", query.identity());
    append(path, "cursor", cursor);
    append(
        path,
        "state",
        query.state() == null ? null : query.state().name().toLowerCase(Locale.ROOT));
    append(
        path, "unused_since", query.unusedSince() == null ? null : query.unusedSince().toString());
    return send(HttpMethod.GET, path.toString(), null);
  }

  private static void append(StringBuilder path, String name, @Nullable String value) {
    if (value != null) {
      path.append('&')
          .append(name)
          .append('=')
          .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }

  @Override
  public Future<List<Answer>> importTokens(List<ImportRequest> tokens) {
    JsonArray list = new JsonArray();
    tokens.forEach(token -> list.add(token.json()));
    return each("/v1/tokens/import", new JsonObject().put("tokens", list));
  }

  private Future<List<Answer>> each(String path, JsonObject request) {
    return post(path, request)
        .compose(
            answer -> {
              if (answer.isPassing()) {
                return Future.failedFuture(new UnansweredException(answer.detail(), null));
              }
              if (!answer.isDone()) {
                return Future.failedFuture(new IOException(answer.detail()));
              }
              JsonArray results = answer.body().getJsonArray("results");
              return Future.succeededFuture(
                  IntStream.range(0, results.size())
                      .mapToObj(results::getJsonObject)
                      .map(one -> new Answer(one.getInteger("status"), one.getJsonObject("body")))
                      .collect(Collectors.toList()));
            });
  }

  private Future<Answer> post(String path, JsonObject body) {
    return send(HttpMethod.POST, path, body);
  }

  private Future<Answer> send(HttpMethod method, String path, @Nullable JsonObject body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setAbsoluteURI(base + path)
            .setIdleTimeout(TIMEOUT_MILLIS)
            .putHeader("User-Agent", "tallystick token");
    if (operatorToken != null) {
      options.putHeader("Authorization", "Bearer " + operatorToken);
    }
    if (body != null) {
      options.putHeader("Content-Type", "application/json");
    }
    Buffer content = body == null ? Buffer.buffer() : body.toBuffer();
    return client
        .request(options)
        .compose(request -> request.send(content))
        .compose(response -> response.body().map(text -> answer(response.statusCode(), text)))
        .recover(cause -> Future.failedFuture(fault(cause)));
  }

  /** Whatever stands in front of the service may answer in its place. */
  private static Answer answer(int status, Buffer text) {
    try {
      return new Answer(status, text.toJsonObject());
    } catch (DecodeException | ClassCastException e) {
      return new Answer(
          status == 200 ? 502 : status,
          new JsonObject()
              .put("detail", "the answer has the status %d and is not JSON".formatted(status)));
    }
  }

  private IOException fault(Throwable cause) {
    String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    String message = "%s does not answer: %s".formatted(base, reason);
    return cause instanceof ConnectException || cause instanceof UnknownHostException
        ? new IOException(message, cause)
        : new UnansweredException(message, cause);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
