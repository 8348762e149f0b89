package io.tallystick.launcher.node;

import io.vertx.core.dns.AddressResolverOptions;
import java.security.Security;
import java.time.Duration;

/**
 * Limits how long the address of a host name is kept, whatever DNS says. A database or a node may
 * get another address at any time.
 */
public final class DnsCache {

  private static final Duration LONGEST_FOR_UNKNOWN_NAMES = Duration.ofSeconds(10);

  private DnsCache() {}

  /** Limits the cache of the JVM. This has an effect only before the first lookup. */
  public static void limitJvm(Duration limit) {
    Duration unknown =
        limit.compareTo(LONGEST_FOR_UNKNOWN_NAMES) < 0 ? limit : LONGEST_FOR_UNKNOWN_NAMES;
    Security.setProperty("networkaddress.cache.ttl", Long.toString(limit.toSeconds()));
    Security.setProperty("networkaddress.cache.negative.ttl", Long.toString(unknown.toSeconds()));
  }

  /** The options of a Vert.x with such a limit. It does not keep at all that a name is unknown. */
  static AddressResolverOptions limited(Duration limit) {
    return new AddressResolverOptions().setCacheMaxTimeToLive((int) limit.toSeconds());
  }
}
