package io.tallystick.bench.peer;

import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.RevokeOutcome.TokenRevoked;
import io.tallystick.eventbus.message.TokenIssued;
import io.tallystick.eventbus.message.TokenState.ActiveToken;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Instant;

/** The upper bound: a store that answers at once and stores nothing. */
final class InstantStore extends VerticleBase {

  @Override
  public Future<?> start() {
    Bus bus = Bus.local(vertx);
    bus.answer(
        Address.ISSUE,
        message ->
            Future.succeededFuture(new TokenIssued(message.event().tokenId(), Instant.now(), 1)));
    bus.answer(
        Address.REVOKE,
        message ->
            Future.succeededFuture(new TokenRevoked(message.event().tokenId(), Instant.now(), 1)));
    bus.answer(
        Address.INTROSPECT,
        message ->
            Future.succeededFuture(
                new ActiveToken(message.tokenId(), "service", Instant.now(), Instant.MAX)));
    return Future.succeededFuture();
  }
}
