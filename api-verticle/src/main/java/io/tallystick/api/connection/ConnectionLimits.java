package io.tallystick.api.connection;

import inet.ipaddr.IPAddress;
import io.tallystick.config.ApiSettings;
import io.tallystick.config.value.Networks;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections may be open at once: in all, from one peer, and from outside the internal
 * networks. Those outside get a small part only, so that they never take the places of the others.
 * A trusted proxy stands for many callers, and has no bound of its own.
 *
 * <p>Thread-safe: all event loops share it.
 */
public final class ConnectionLimits {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimits.class);

  /** Callers outside may have one connection of this many. */
  private static final int OUTSIDE_SHARE = 16;

  private final Networks internal;
  private final Networks proxies;
  private final int max;
  private final int maxOutside;
  private final int maxPerPeer;
  private final StreamLimit streams;
  private final Map<IPAddress, Integer> byPeer = new HashMap<>();
  private int open;
  private int outside;
  private long refused;

  /**
   * Limits for one node. If the process may not open as many descriptors as there may be
   * connections, it logs that, and takes fewer connections.
   *
   * @param descriptors the number of descriptors that the process may open (ulimit -n)
   * @param heapBytes the largest size of the heap, which limits the streams of HTTP/2
   */
  public ConnectionLimits(ApiSettings settings, long descriptors, long heapBytes) {
    this.streams = new StreamLimit(heapBytes);
    this.internal = settings.internalNetworks();
    this.proxies = settings.trustedProxies();
    this.maxPerPeer = settings.maxConnectionsPerPeer();
    long room = Math.max(1, descriptors - Descriptors.KEPT_FREE);
    this.max = Math.toIntExact(Math.min(settings.maxConnections(), room));
    this.maxOutside = Math.max(1, max / OUTSIDE_SHARE);
    if (max < settings.maxConnections()) {
      LOG.warn(
          "This process may open {} descriptors (ulimit -n), of which {} are kept for files and the"
              + " database: at most {} connections are taken, and not the {} of"
              + " api.max-connections. Raise the limit to {}",
          descriptors,
          Descriptors.KEPT_FREE,
          max,
          settings.maxConnections(),
          settings.maxConnections() + Descriptors.KEPT_FREE);
    }
  }

  /** Whether this peer stands for many callers. */
  boolean isProxy(IPAddress peer) {
    return proxies.contain(peer);
  }

  /** Takes a place for a connection. If there is none, it returns false and counts that. */
  synchronized boolean take(IPAddress peer) {
    boolean isProxy = isProxy(peer);
    boolean isOutside = !isProxy && !internal.contain(peer);
    int ofPeer = byPeer.getOrDefault(peer, 0);
    if (open >= max || (!isProxy && ofPeer >= maxPerPeer) || (isOutside && outside >= maxOutside)) {
      refused++;
      return false;
    }
    open++;
    outside += isOutside ? 1 : 0;
    byPeer.put(peer, ofPeer + 1);
    return true;
  }

  /** Gives a place back that {@link #take} has given. */
  synchronized void release(IPAddress peer) {
    open--;
    outside -= proxies.contain(peer) || internal.contain(peer) ? 0 : 1;
    byPeer.computeIfPresent(peer, (address, count) -> count == 1 ? null : count - 1);
  }

  /** The limit of all streams on these connections. */
  StreamLimit streams() {
    return streams;
  }

  /** The number of connections that were closed because too many streams were open. */
  public long cut() {
    return streams.cut();
  }

  /** The largest number of connections, which the number of descriptors may have lowered. */
  public int max() {
    return max;
  }

  /** The number of connections that are open now. */
  public synchronized int open() {
    return open;
  }

  /** The number of connections that were closed at once, since there was no place for them. */
  public synchronized long refused() {
    return refused;
  }
}
