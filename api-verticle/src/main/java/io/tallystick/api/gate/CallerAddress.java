package io.tallystick.api.gate;

import inet.ipaddr.IPAddress;
import io.tallystick.config.value.Networks;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
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
  // RFC 9110, section 5.6.3: nothing else is optional white space.
  private static final Pattern BLANKS_AROUND = Pattern.compile("^[\\t ]+|[\\t ]+$");

  /**
   * Finds the address of a caller. If the peer is a trusted proxy, it reads {@code X-Forwarded-For}
   * and {@code Forwarded} (RFC 7239) from the right, up to the first address that is not a trusted
   * proxy. Everything to the left of it may be forged.
   *
   * <p>If a request has both headers, both must lead to an internal address: a proxy that sets one
   * of them may forward the other from outside unchanged. If a trusted proxy sends something that
   * is not an address, or a {@code Forwarded} that does not follow the grammar, the request counts
   * as external.
   */
  static CallerAddress of(
      String peerText, MultiMap headers, Networks trustedProxies, Networks internalNetworks) {
    IPAddress peer = Networks.address(peerText);
    if (!trustedProxies.contain(peer)) {
      return new CallerAddress(peer, null, internalNetworks.contain(peer));
    }
    try {
      IPAddress byLegacy =
          firstUntrusted(
              peer, hops(headers.getAll(X_FORWARDED_FOR)), ForwardedNode::legacy, trustedProxies);
      IPAddress byStandard =
          firstUntrusted(
              peer, standard(headers.getAll(FORWARDED)), ForwardedNode::standard, trustedProxies);
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

  private static IPAddress firstUntrusted(
      IPAddress peer, List<String> hops, Function<String, IPAddress> reader, Networks trusted) {
    IPAddress address = peer;
    for (int i = hops.size() - 1; i >= 0 && trusted.contain(address); i--) {
      address = reader.apply(hops.get(i));
    }
    return address;
  }

  private static List<String> hops(List<String> headerLines) {
    List<String> hops = new ArrayList<>();
    for (String line : headerLines) {
      for (String hop : line.split(",", -1)) {
        hops.add(BLANKS_AROUND.matcher(hop).replaceAll(""));
      }
    }
    return hops;
  }

  /** Elements that are not read count too: if one is no node, it is not clear where others end. */
  private static List<String> standard(List<String> headerLines) {
    List<String> nodes = ForwardedHeader.nodes(headerLines);
    for (String node : nodes) {
      if (!node.isEmpty() && !ForwardedNode.isNode(node)) {
        throw new IllegalArgumentException("not a node");
      }
    }
    return nodes;
  }
}
