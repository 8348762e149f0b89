package io.tallystick.api.gate;

import io.tallystick.config.ApiSettings;
import io.vertx.core.MultiMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A least-recently-used cache of callers that connect without a proxy, since a few callers send
 * most of the requests.
 *
 * <p>Lives on one event loop.
 */
final class CallerCache {

  private static final int MAX_ENTRIES = 1_024;

  private final ApiSettings settings;
  private final Map<String, CallerAddress> callersByPeer =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CallerAddress> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  CallerCache(ApiSettings settings) {
    this.settings = settings;
  }

  /** The caller of a request, as {@link CallerAddress#of} finds it. */
  CallerAddress of(String peer, MultiMap headers) {
    return CallerAddress.isForwarded(headers)
        ? read(peer, headers)
        : callersByPeer.computeIfAbsent(peer, text -> read(text, headers));
  }

  private CallerAddress read(String peer, MultiMap headers) {
    return CallerAddress.of(peer, headers, settings.trustedProxies(), settings.internalNetworks());
  }
}
