package io.tallystick.api.introspection;

import io.tallystick.config.ApiSettings;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.IntrospectToken;
import io.tallystick.eventbus.message.TokenState.ActiveToken;
import io.tallystick.token.TokenFingerprint;
import io.vertx.core.Future;
import java.util.Optional;

/** Asks the store about tokens. */
public final class Introspection {

  private final Bus bus;
  private final long timeoutMillis;

  /**
   * Creates an introspection.
   *
   * @param api the settings with the request timeout
   */
  public Introspection(Bus bus, ApiSettings api) {
    this.bus = bus;
    this.timeoutMillis = api.requestTimeout().toMillis();
  }

  /**
   * Tells whether a text is a valid token now: one of this service, or one that was imported. A
   * token of this service that was mistyped costs the database nothing.
   *
   * @return what is known of the token; empty if it is not valid. The future fails as {@link
   *     Address#INTROSPECT} says
   */
  public Future<Optional<ActiveToken>> of(String text) {
    return TokenFingerprint.of(text)
        .map(token -> ask(token, false))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  /** As {@link #of}, for a token that is about to be revoked: this is no use of it. */
  Future<Optional<ActiveToken>> beforeRevoke(TokenFingerprint token) {
    return ask(token, true);
  }

  private Future<Optional<ActiveToken>> ask(TokenFingerprint token, boolean silent) {
    return bus.request(
            Address.INTROSPECT,
            new IntrospectToken(token.id(), token.secretHash(), timeoutMillis, silent),
            timeoutMillis)
        .map(state -> state instanceof ActiveToken active ? Optional.of(active) : Optional.empty());
  }
}
