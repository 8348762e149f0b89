package io.tallystick.api.gate;

import inet.ipaddr.IPAddress;
import io.tallystick.config.value.Networks;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who sent a request, as a proxy writes it: an address, with or without a port. A proxy may also
 * hide it behind {@code unknown} or a name of its own (RFC 7239, section 6).
 */
final class ForwardedNode {

  private static final String IPV4 = "(\\d[\\d.]*+)";
  private static final String IPV6 = "([0-9A-Fa-f:.]++)";
  // Also of names that hide an address, and of ports.
  private static final String OBFUSCATED = "_[0-9A-Za-z._-]++";
  private static final String PORT = "(?::(?:\\d{1,5}|" + OBFUSCATED + "))?";
  private static final Pattern STANDARD =
      Pattern.compile("(?:" + IPV4 + "|\\[" + IPV6 + "]|unknown|" + OBFUSCATED + ")" + PORT);
  private static final Pattern LEGACY =
      Pattern.compile("(?:" + IPV4 + "|\\[" + IPV6 + "])(?::\\d{1,5})?");
  private static final Pattern BARE_IPV6 = Pattern.compile(IPV6);

  private ForwardedNode() {}

  /** Whether a text is a node by RFC 7239, section 6, which may hide its address. */
  static boolean isNode(String text) {
    return STANDARD.matcher(text).matches();
  }

  /**
   * The address of a node in {@code Forwarded}.
   *
   * @throws IllegalArgumentException if the text is not a node, or if it hides its address
   */
  static IPAddress standard(String text) {
    return address(STANDARD.matcher(text), text);
  }

  /**
   * The address in an element of {@code X-Forwarded-For}, which no standard describes: an address,
   * with or without a port. An IPv6 address without a port may lack its brackets.
   *
   * @throws IllegalArgumentException if the text is something else
   */
  static IPAddress legacy(String text) {
    Matcher bare = BARE_IPV6.matcher(text);
    return bare.matches() && text.indexOf(':') != text.lastIndexOf(':')
        ? Networks.address(text)
        : address(LEGACY.matcher(text), text);
  }

  private static IPAddress address(Matcher node, String text) {
    if (node.matches()) {
      String ipv4 = node.group(1);
      if (ipv4 != null) {
        return Networks.address(ipv4);
      }
      String ipv6 = node.group(2);
      if (ipv6 != null && ipv6.contains(":")) {
        return Networks.address(ipv6);
      }
    }
    throw new IllegalArgumentException("'" + text + "' gives no address");
  }
}
