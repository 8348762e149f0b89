package io.tallystick.api.gate;

import inet.ipaddr.IPAddress;
import io.tallystick.api.answer.AnswerHeaders;
import io.tallystick.api.answer.RequestIds;
import io.tallystick.api.tls.ClientName;
import io.tallystick.config.ApiSettings;
import io.tallystick.event.Origin;
import io.tallystick.token.TokenShape;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rejects callers outside the internal networks with 403, and stores each request's origin. */
public final class InternalNetworkGate implements SecurityPolicyHandler {

  private static final String ORIGIN = Origin.class.getName();
  private static final String ADMITTED = InternalNetworkGate.class.getName();
  private static final int MAX_USER_AGENT = 128;
  // As much as an event takes. There is room for each operator: it has 200 characters at most.
  private static final int MAX_ACTOR = 510;
  private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7E]");

  private final CallerCache callers;
  private final String nodeName;
  private final AnswerHeaders answerHeaders;

  /**
   * Creates a gate.
   *
   * @param nodeName the name of this node, which is part of each origin
   * @param answerHeaders knows the ids of a request
   */
  public InternalNetworkGate(ApiSettings settings, String nodeName, AnswerHeaders answerHeaders) {
    this.callers = new CallerCache(settings);
    this.nodeName = nodeName;
    this.answerHeaders = answerHeaders;
  }

  /** The origin of a request whose caller is known. */
  public static Origin originOf(RoutingContext ctx) {
    return ctx.get(ORIGIN);
  }

  /**
   * Adds the name that a caller has proved to have to the origin of its request. From then on, it
   * is the actor of all events of the request, followed by the name in the caller's certificate if
   * it has shown one and an event has room for both. Call this once for a request.
   *
   * @return the new origin
   */
  public static Origin nameActor(RoutingContext ctx, String actor) {
    Origin origin = originOf(ctx);
    String both = origin.actor() == null ? actor : actor + " by " + origin.actor();
    Origin named = origin.withActor(both.length() > MAX_ACTOR ? actor : both);
    ctx.put(ORIGIN, named);
    return named;
  }

  @Override
  public void handle(RoutingContext ctx) {
    if (admits(ctx)) {
      ctx.next();
    } else {
      ctx.fail(403);
    }
  }

  /**
   * Whether the caller of a request is served. From then on, the origin of the request is known.
   * The router asks its error handler about a request without {@code Host} before it asks the gate.
   */
  public boolean admits(RoutingContext ctx) {
    Boolean known = ctx.get(ADMITTED);
    if (known != null) {
      return known;
    }
    HttpServerRequest request = ctx.request();
    // Not by the request itself: the router looks for forwarding headers then, and fails at
    // CONNECT.
    SocketAddress peer = request.connection().remoteAddress();
    CallerAddress caller = callers.of(peer.hostAddress(), request.headers());
    ctx.put(ORIGIN, origin(ctx, caller));
    ctx.put(ADMITTED, caller.internal());
    return caller.internal();
  }

  private Origin origin(RoutingContext ctx, CallerAddress caller) {
    IPAddress forwarded = caller.forwarded();
    RequestIds ids = answerHeaders.idsOf(ctx);
    return new Origin(
        caller.peer().toCanonicalString(),
        forwarded == null ? null : forwarded.toCanonicalString(),
        ClientName.of(ctx.request().connection()),
        ids.own(),
        ids.caller(),
        userAgent(ctx.request().getHeader("User-Agent")),
        nodeName);
  }

  private static @Nullable String userAgent(@Nullable String header) {
    if (header == null) {
      return null;
    }
    // Redact before cutting: the part of a token before the cut may be too short to be found.
    String clean = UNPRINTABLE.matcher(TokenShape.redact(header)).replaceAll("?");
    return clean.substring(0, Math.min(MAX_USER_AGENT, clean.length()));
  }
}
