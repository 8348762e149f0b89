package io.tallystick.api.gate;

import inet.ipaddr.IPAddress;
import io.tallystick.config.value.Networks;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The address of a caller.
 *
 * @param peer the address of the other end of the connection
 * @param forwarded the address of the caller as trusted proxies forward it; null if there is none
 * @param internal whether the caller is in the internal networks
 */
record CallerAddress(IPAddress peer, @Nullable IPAddress forwarded, boolean internal) {

  private static final String X_FORWARDED_FOR = "X-Forwarded-For";
  private static final String FORWARDED = "Forwarded";

  /**
   * Finds the address of a caller. If the peer is a trusted proxy, it reads {@code X-Forwarded-For}
   * and {@code Forwarded} (RFC 7239) from the right, up to the first address that is not a trusted
   * proxy. Everything to the left of it may be forged.
   *
   * <p>If a request has both headers, both must lead to an internal address: a proxy that sets one
   * of them may forward the other from outside unchanged. If a trusted proxy sends something that
   * is not an address, the request counts as external.
   */
  static CallerAddress of(
      String peerText, MultiMap headers, Networks trustedProxies, Networks internalNetworks) {
    IPAddress peer = Networks.address(peerText);
    if (!trustedProxies.contain(peer)) {
      return new CallerAddress(peer, null, internalNetworks.contain(peer));
    }
    List<String> legacy = hops(headers.getAll(X_FORWARDED_FOR));
    List<String> standard =
        hops(headers.getAll(FORWARDED)).stream().map(CallerAddress::forParameter).toList();
    try {
      IPAddress byLegacy = firstUntrusted(peer, legacy, trustedProxies);
      IPAddress byStandard = firstUntrusted(peer, standard, trustedProxies);
      boolean internal =
          isServed(byLegacy, trustedProxies, internalNetworks)
              && isServed(byStandard, trustedProxies, internalNetworks);
      IPAddress forwarded = byLegacy.equals(peer) ? byStandard : byLegacy;
      return new CallerAddress(peer, forwarded.equals(peer) ? null : forwarded, internal);
    } catch (IllegalArgumentException e) {
      return new CallerAddress(peer, null, false);
    }
  }

  /** Whether a request has a header that may give another address than the connection. */
  static boolean isForwarded(MultiMap headers) {
    return headers.contains(X_FORWARDED_FOR) || headers.contains(FORWARDED);
  }

  /** A trusted proxy may also send requests of its own, such as health checks. */
  private static boolean isServed(IPAddress address, Networks trusted, Networks internal) {
    return internal.contain(address) || trusted.contain(address);
  }

  private static IPAddress firstUntrusted(IPAddress peer, List<String> hops, Networks trusted) {
    IPAddress address = peer;
    for (int i = hops.size() - 1; i >= 0 && trusted.contain(address); i--) {
      address = Networks.address(withoutPort(hops.get(i)));
    }
    return address;
  }

  private static List<String> hops(List<String> headerLines) {
    List<String> hops = new ArrayList<>();
    for (String line : headerLines) {
      for (String hop : line.split(",", -1)) {
        hops.add(hop.trim());
      }
    }
    return hops;
  }

  private static String forParameter(String element) {
    for (String pair : element.split(";", -1)) {
      String[] nameAndValue = pair.split("=", 2);
      if (nameAndValue.length == 2
          && nameAndValue[0].trim().toLowerCase(Locale.ROOT).equals("for")) {
        return nameAndValue[1].trim().replace("\"", "");
      }
    }
    return "";
  }

  /** Removes the port of {@code 10.0.0.1:80} or {@code [::1]:80}. A bare IPv6 address has none. */
  private static String withoutPort(String host) {
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? host : host.substring(1, end);
    }
    int colon = host.indexOf(':');
    return colon >= 0 && colon == host.lastIndexOf(':') ? host.substring(0, colon) : host;
  }
}
