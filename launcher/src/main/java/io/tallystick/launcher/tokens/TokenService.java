package io.tallystick.launcher.tokens;

import io.tallystick.api.request.ImportRequest;
import io.tallystick.config.TokenSettings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a service. Requests and answers are those of the HTTP API. All futures fail with an
 * {@link IOException}, whose message is for the user; it is an {@link UnansweredException} if it is
 * not known whether the request was done.
 */
public interface TokenService extends AutoCloseable {

  /** How long tokens live, as far as that is known here. */
  TokenSettings limits();

  /** Issues a token. The request is that of {@code POST /v1/api_access_token}. */
  Future<Answer> issue(JsonObject request);

  /** What {@code POST /v1/introspect} answers for a token. */
  Future<Answer> introspect(String token);

  /**
   * Revokes tokens.
   *
   * @param targets an object with {@code id} or {@code token} for each; at most 1,000
   * @return an answer to each
   */
  Future<List<Answer>> revoke(List<JsonObject> targets);

  /**
   * Issues a token that replaces a live one. The request is that of {@code POST
   * /v1/tokens/{id}/rotate}.
   *
   * @param id the public id of the token that is replaced
   */
  Future<Answer> rotate(UUID id, JsonObject request);

  /**
   * A page of a list, as {@code GET /v1/tokens} answers it.
   *
   * @param cursor what the page before had as {@code next}; null for the first one
   */
  Future<Answer> list(ListQuery query, @Nullable String cursor);

  /**
   * Imports tokens.
   *
   * @param tokens at most 1,000
   * @return an answer to each
   */
  Future<List<Answer>> importTokens(List<ImportRequest> tokens);

  /** Closes all connections. It blocks until that is done. */
  @Override
  void close();

  /**
   * Waits for an answer.
   *
   * @throws IOException if there is none
   */
  static <T> T await(Future<T> future) throws IOException, InterruptedException {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
