package io.tallystick.api.gate;

import inet.ipaddr.IPAddress;
import io.tallystick.config.ApiSettings;
import io.tallystick.event.Origin;
import io.tallystick.token.TokenShape;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rejects callers outside the internal networks with 403, and stores each request's origin. */
public final class InternalNetworkGate implements SecurityPolicyHandler {

  private static final String ORIGIN = Origin.class.getName();
  private static final int MAX_USER_AGENT = 128;
  // W3C Trace Context, section 3.2 (traceparent): version 00, and later versions with this prefix.
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");
  private static final Pattern REQUEST_ID = Pattern.compile("[0-9A-Za-z._:-]{1,64}");

  private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7E]");

  private final CallerCache callers;
  private final String nodeName;
  private final Supplier<UUID> newId;

  /**
   * Creates a gate.
   *
   * @param nodeName the name of this node, which is part of each origin
   * @param newId makes the id of a request
   */
  public InternalNetworkGate(ApiSettings settings, String nodeName, Supplier<UUID> newId) {
    this.callers = new CallerCache(settings);
    this.nodeName = nodeName;
    this.newId = newId;
  }

  /** The origin of a request that has reached the gate, even if the gate rejected it. */
  public static Origin originOf(RoutingContext ctx) {
    return ctx.get(ORIGIN);
  }

  @Override
  public void handle(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    CallerAddress caller = callers.of(request.remoteAddress().hostAddress(), request.headers());
    ctx.put(ORIGIN, origin(request, caller));
    if (caller.internal()) {
      ctx.next();
    } else {
      ctx.fail(403);
    }
  }

  private Origin origin(HttpServerRequest request, CallerAddress caller) {
    IPAddress forwarded = caller.forwarded();
    return new Origin(
        caller.peer().toCanonicalString(),
        forwarded == null ? null : forwarded.toCanonicalString(),
        null,
        newId.get().toString(),
        callerRequestId(request),
        userAgent(request.getHeader("User-Agent")),
        nodeName);
  }

  private static @Nullable String callerRequestId(HttpServerRequest request) {
    String traceparent = request.getHeader("traceparent");
    if (traceparent != null) {
      Matcher matcher = TRACEPARENT.matcher(traceparent);
      if (matcher.matches()) {
        return matcher.group(1);
      }
    }
    String id = request.getHeader("X-Request-ID");
    return id != null && REQUEST_ID.matcher(id).matches() && TokenShape.redact(id).equals(id)
        ? id
        : null;
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
