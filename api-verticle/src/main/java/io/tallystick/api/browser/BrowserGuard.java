package io.tallystick.api.browser;

import io.tallystick.api.error.RefusalException;
import io.tallystick.config.ApiSettings;
import io.tallystick.event.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses with 403 what a browser sends for a page that is not the service's own. A browser inside
 * the internal networks would otherwise carry the requests of any page that it shows through the
 * gate.
 *
 * <p>A browser gives itself away by {@code Origin} (Fetch standard, section 3.2), which it sends
 * with everything that may change something, or by {@code Sec-Fetch-Site} (Fetch Metadata). A
 * request with one of them must come from a page of this service, under one of its own hosts. All
 * other requests pass.
 */
public final class BrowserGuard implements SecurityPolicyHandler {

  private static final String SEC_FETCH_SITE = "Sec-Fetch-Site";
  private static final Pattern ORIGIN =
      Pattern.compile("(https?)://([^/:]+|\\[[^\\]]+])(?::(\\d{1,5}))?");
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private static final String DETAIL =
      "A browser sent this for a web page that is not the service's own. Open /docs of the service"
          + " under its address, localhost, or a name in the setting api.host-names.";

  private final OwnHosts ownHosts;

  /** Creates a guard for a service with these names. */
  public BrowserGuard(ApiSettings settings) {
    this.ownHosts = new OwnHosts(settings);
  }

  @Override
  public void handle(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    if (isOfBrowser(request.headers()) && !isOfOwnPage(request)) {
      throw new RefusalException(Reason.CROSS_ORIGIN, DETAIL);
    }
    ctx.next();
  }

  private static boolean isOfBrowser(MultiMap headers) {
    return headers.contains(HttpHeaders.ORIGIN) || headers.contains(SEC_FETCH_SITE);
  }

  private boolean isOfOwnPage(HttpServerRequest request) {
    HostAndPort host = request.authority();
    return host != null
        && ownHosts.contain(host.host())
        && request.headers().getAll(HttpHeaders.ORIGIN).stream()
            .allMatch(origin -> isOrigin(origin, host))
        && request.headers().getAll(SEC_FETCH_SITE).stream()
            .allMatch(site -> isOwnSite(site, request));
  }

  /**
   * Whether an origin (RFC 6454, section 7) is this service, as the caller addresses it. The scheme
   * may be either, since a proxy may speak TLS for the service.
   */
  private static boolean isOrigin(String origin, HostAndPort host) {
    Matcher matcher = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return false;
    }
    int schemePort = matcher.group(1).equals("http") ? HTTP_PORT : HTTPS_PORT;
    int port = matcher.group(3) == null ? schemePort : Integer.parseInt(matcher.group(3));
    return matcher.group(2).equals(host.host().toLowerCase(Locale.ROOT))
        && port == (host.port() < 0 ? schemePort : host.port());
  }

  /**
   * Whether the page that asks is of this service. A link to it in another page may be followed,
   * and its address may be typed: the other page learns nothing from that, and nothing is changed.
   */
  private static boolean isOwnSite(String site, HttpServerRequest request) {
    return site.equals("same-origin")
        || (isSafe(request.method()) && (site.equals("none") || isFollowedLink(request)));
  }

  private static boolean isSafe(HttpMethod method) {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }

  private static boolean isFollowedLink(HttpServerRequest request) {
    return request.headers().getAll("Sec-Fetch-Mode").equals(List.of("navigate"))
        && request.headers().getAll("Sec-Fetch-Dest").equals(List.of("document"));
  }
}
