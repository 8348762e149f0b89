package io.tallystick.api.tokens;

import io.tallystick.api.error.RefusalException;
import io.tallystick.event.Reason;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.FindToken;
import io.tallystick.eventbus.message.TokenDetails;
import io.tallystick.token.TokenId;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the token that the path of a request names, and says why one cannot be revoked. */
public final class StoredTokens {

  /** The path parameter with the token's id. */
  private static final String ID = "id";

  private final Bus bus;

  StoredTokens(Bus bus) {
    this.bus = bus;
  }

  /**
   * The token of a request.
   *
   * @param millis how long the caller still waits
   * @return fails with a {@link RefusalException} if there is no such token, and otherwise as
   *     {@link Address#FIND_TOKEN} says
   */
  Future<TokenDetails> of(RoutingContext ctx, long millis) {
    UUID id = TokenId.parse(ctx.pathParam(ID)).orElse(null);
    return id == null
        ? Future.failedFuture(unknown(null))
        : bus.request(Address.FIND_TOKEN, new FindToken(id, millis), millis)
            .compose(
                found ->
                    found.tokens().isEmpty()
                        ? Future.failedFuture(unknown(id))
                        : Future.succeededFuture(found.tokens().get(0)));
  }

  /**
   * The refusal if no token has an id.
   *
   * @param id null if what was sent is none
   */
  public static RefusalException unknown(@Nullable UUID id) {
    return new RefusalException(
        Reason.NO_LIVE_TOKEN, "No token has this id. It may have been purged.", null, id);
  }

  /** The refusal if a token is to be revoked or replaced that has expired or was revoked. */
  public static RefusalException notLive(TokenDetails token) {
    return new RefusalException(
        Reason.NO_LIVE_TOKEN,
        "The token with this id is not live: it has expired or was revoked.",
        token.identity(),
        token.tokenId());
  }
}
