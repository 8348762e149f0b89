package io.tallystick.api.rate;

import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.config.ApiSettings;
import io.tallystick.event.Origin;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** The rate limits of a node. Without a setting, there is none. */
public final class RateLimits implements Shareable {

  private static final String NAME = RateLimits.class.getName();

  private final @Nullable RateLimit peers;
  private final @Nullable RateLimit identities;

  private RateLimits(ApiSettings settings) {
    this.peers = limit("peer", settings.maxRequestsPerPeer());
    this.identities = limit("identity", settings.maxIssuesPerIdentity());
  }

  private static @Nullable RateLimit limit(String name, @Nullable Integer perMinute) {
    return perMinute == null ? null : new RateLimit(name, perMinute);
  }

  /** The limits that all event loops of a node share; the first one decides the numbers. */
  public static RateLimits shared(Vertx vertx, ApiSettings settings) {
    return vertx
        .sharedData()
        .<String, RateLimits>getLocalMap(NAME)
        .computeIfAbsent(NAME, absent -> new RateLimits(settings));
  }

  /** Goes on with a request that has passed the gate, or fails it with 429. */
  public void limitPeer(RoutingContext ctx) {
    Origin origin = InternalNetworkGate.originOf(ctx);
    String caller = origin.forwarded() == null ? origin.peer() : origin.forwarded();
    if (peers == null || peers.admit(ctx, caller)) {
      ctx.next();
    }
  }

  /** Whether a token may be issued for an identity now; if not, the request fails with 429. */
  public boolean admitIdentity(RoutingContext ctx, String identity) {
    return identities == null || identities.admit(ctx, identity);
  }

  /** Whether a token may be issued for an identity now, as one of many in a request. */
  public boolean admitsIdentity(String identity) {
    return identities == null || identities.admits(identity);
  }
}
