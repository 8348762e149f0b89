package io.tallystick.auth;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authentication.Credentials;

/**
 * Asks Tallystick whether tokens are valid.
 *
 * <p>Without a cache, each answer is current: a token whose revocation was answered before the call
 * is not valid. With a cache, an answer may be older, but never by more than {@link
 * TallystickAuthOptions.Cache#maxStaleness}.
 *
 * <p>Thread-safe.
 */
public interface TallystickAuth extends AuthenticationProvider {

  /** Creates a provider. It holds connections until it is closed, or until Vert.x is. */
  static TallystickAuth create(Vertx vertx, TallystickAuthOptions options) {
    return HttpTallystickAuth.start(vertx, options);
  }

  /**
   * Tells whose token this is.
   *
   * @param credentials {@link io.vertx.ext.auth.authentication.TokenCredentials}
   * @return a user whose principal has the identity ({@code sub}, {@code username}), the token's
   *     public id ({@code jti}), and when it was issued and expires ({@code iat}, {@code exp}, in
   *     seconds since 1970). The principal does not have the token. The future fails with {@link
   *     InvalidTokenException} if the token is not valid, and with {@link
   *     TallystickUnavailableException} if that cannot be told
   */
  @Override
  Future<User> authenticate(Credentials credentials);

  /**
   * Whether cached answers are used now. False without a cache, and while the feed of revocations
   * is older than the bound; then each call asks the service.
   */
  boolean isCacheFresh();

  /** Closes the connections. Calls after this fail with {@link TallystickUnavailableException}. */
  Future<Void> close();
}
