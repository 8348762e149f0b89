package io.tallystick.api.gate;

import io.tallystick.config.ApiSettings;
import io.vertx.core.MultiMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the callers of late that no proxy stands before: the same few ask again and again.
 *
 * <p>Lives on one event loop.
 */
final class CallerCache {

  private static final int MOST = 1_024;

  private final ApiSettings settings;
  private final Map<String, CallerAddress> direct =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CallerAddress> eldest) {
          return size() > MOST;
        }
      };

  CallerCache(ApiSettings settings) {
    this.settings = settings;
  }

  /** As {@link CallerAddress#of}. */
  CallerAddress of(String peer, MultiMap headers) {
    return CallerAddress.isForwarded(headers)
        ? read(peer, headers)
        : direct.computeIfAbsent(peer, text -> read(text, headers));
  }

  private CallerAddress read(String peer, MultiMap headers) {
    return CallerAddress.of(peer, headers, settings.trustedProxies(), settings.internalNetworks());
  }
}
