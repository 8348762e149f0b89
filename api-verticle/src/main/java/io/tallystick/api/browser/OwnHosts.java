package io.tallystick.api.browser;

import io.tallystick.config.ApiSettings;
import io.tallystick.config.value.HostNames;
import io.tallystick.config.value.Networks;
import java.util.Locale;

/**
 * The hosts under which a browser reaches this service, and not one that only leads here: whoever
 * has a DNS name can let it point to an internal address, and the browser takes both for one origin
 * ("DNS rebinding"). An address is always the service's own, since no DNS is asked for it.
 */
final class OwnHosts {

  private static final String LOCALHOST = "localhost";

  private final String boundName;
  private final HostNames names;

  OwnHosts(ApiSettings settings) {
    this.boundName = settings.host().toLowerCase(Locale.ROOT);
    this.names = settings.hostNames();
  }

  /**
   * Whether a host is the service's own.
   *
   * @param host without a port; an IPv6 address may be in brackets
   */
  boolean contain(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals(LOCALHOST)
        || name.equals(boundName)
        || names.contain(name)
        || isAddress(name);
  }

  private static boolean isAddress(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String text = bracketed ? host.substring(1, host.length() - 1) : host;
    // Most names are told from addresses without an exception.
    if (!bracketed && !text.matches("[\\d.]+|[\\da-f:.]*:[\\da-f:.]*")) {
      return false;
    }
    try {
      Networks.address(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
