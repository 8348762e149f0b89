package io.tallystick.auth;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.CredentialValidationException;
import io.vertx.ext.auth.authentication.Credentials;
import io.vertx.ext.auth.authentication.TokenCredentials;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks {@code POST /v1/introspect} (RFC 7662). */
final class HttpTallystickAuth implements TallystickAuth {

  private static final String PATH = "/v1/introspect";

  private final Vertx vertx;
  private final TallystickAuthOptions options;
  private final HttpClient client;
  private final MergedQuestions<TokenKey, ValidToken> questions = new MergedQuestions<>();
  private final @Nullable TokenCache cache;
  private final @Nullable RevocationFeed feed;
  private volatile boolean closed;

  private HttpTallystickAuth(Vertx vertx, TallystickAuthOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.client =
        vertx.createHttpClient(
            options.http(),
            new PoolOptions()
                .setHttp1MaxSize(options.connections())
                .setHttp2MaxSize(options.connections()));
    if (options.cache() == null) {
      this.cache = null;
      this.feed = null;
    } else {
      this.cache =
          new TokenCache(
              options.cache(), options.timeout(), System::nanoTime, InstantSource.system());
      this.feed = new RevocationFeed(vertx, options, cache);
    }
  }

  static HttpTallystickAuth start(Vertx vertx, TallystickAuthOptions options) {
    HttpTallystickAuth auth = new HttpTallystickAuth(vertx, options);
    if (auth.feed != null) {
      auth.feed.start();
    }
    return auth;
  }

  @Override
  public Future<User> authenticate(Credentials credentials) {
    if (!(credentials instanceof TokenCredentials presented)) {
      return Future.failedFuture(new IllegalArgumentException("credentials must be a token"));
    }
    try {
      presented.checkValid(null);
    } catch (CredentialValidationException e) {
      return Future.failedFuture(new InvalidTokenException());
    }
    String token = presented.getToken();
    TokenKey key = TokenKey.of(token);
    ValidToken known = cache == null ? null : cache.find(key);
    return known == null ? ask(key, token) : Future.succeededFuture(known.user());
  }

  private Future<User> ask(TokenKey key, String token) {
    // A shared answer comes on the thread of another caller.
    Context caller = vertx.getOrCreateContext();
    Promise<User> user = Promise.promise();
    questions
        .ask(key, () -> introspect(key, token))
        .map(ValidToken::user)
        .onComplete(answer -> caller.runOnContext(back -> user.handle(answer)));
    return user.future();
  }

  private Future<ValidToken> introspect(TokenKey key, String token) {
    if (closed) {
      return Future.failedFuture(new TallystickUnavailableException("this provider is closed"));
    }
    int era = cache == null ? 0 : cache.era();
    Buffer form = Buffer.buffer("token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
    return send(form)
        // A node that stops may close a connection while a request is on its way to it.
        .recover(
            cause -> cause instanceof HttpClosedException ? send(form) : Future.failedFuture(cause))
        .timeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof InvalidTokenException
                        ? cause
                        : new TallystickUnavailableException(
                            "the service did not tell whether the token is valid", cause)))
        .onSuccess(
            valid -> {
              if (cache != null) {
                cache.put(key, valid, era);
              }
            });
  }

  private Future<ValidToken> send(Buffer form) {
    // An exception of the supplier of the token becomes a failure.
    return Future.<Void>succeededFuture().compose(begun -> send(request(), form));
  }

  private Future<ValidToken> send(RequestOptions request, Buffer form) {
    // The answer is read by the event loop as soon as it comes. A caller on another thread could be
    // too late to ask for its body.
    return client
        .request(request)
        .compose(open -> open.send(form).compose(HttpTallystickAuth::read));
  }

  private RequestOptions request() {
    return options
        .request(HttpMethod.POST, PATH)
        // A connection that was lost without a word is closed then.
        .setTimeout(options.timeout().toMillis())
        .putHeader("Content-Type", "application/x-www-form-urlencoded");
  }

  private static Future<ValidToken> read(HttpClientResponse response) {
    return response
        .body()
        .compose(
            body -> {
              if (response.statusCode() == 401) {
                return Future.failedFuture("the service does not accept the token of this service");
              }
              if (response.statusCode() != 200) {
                return Future.failedFuture("the answer was " + response.statusCode());
              }
              ValidToken valid = ValidToken.of(new JsonObject(body));
              return valid == null
                  ? Future.failedFuture(new InvalidTokenException())
                  : Future.succeededFuture(valid);
            });
  }

  @Override
  public boolean isCacheFresh() {
    return cache != null && cache.isFresh();
  }

  @Override
  public Future<Void> close() {
    closed = true;
    Future<Void> questionsEnd = client.close();
    return feed == null ? questionsEnd : questionsEnd.eventually(feed::close);
  }
}
