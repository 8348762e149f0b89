package io.tallystick.config;

import java.time.Duration;

/**
 * Settings of the HTTP side.
 *
 * @param host address to listen on
 * @param port TCP port to listen on; 0 takes a free one
 * @param instances number of event loops that serve HTTP
 * @param internalNetworks whose callers are served; all others get 403
 * @param trustedProxies whose {@code X-Forwarded-For} and {@code Forwarded} headers count
 * @param maxBodyBytes longest request body, in bytes
 * @param maxUrlBytes longest request line, in bytes
 * @param requestTimeout after which a caller gets 503 at the latest
 * @param drainDelay how long requests are still taken while {@code /health} says that this node is
 *     about to stop, so that load balancers can turn to others
 */
public record ApiSettings(
    String host,
    int port,
    int instances,
    Networks internalNetworks,
    Networks trustedProxies,
    int maxBodyBytes,
    int maxUrlBytes,
    Duration requestTimeout,
    Duration drainDelay) {

  public ApiSettings {
    Keys.API_HOST.check(host);
    Keys.API_PORT.check(port);
    Keys.API_INSTANCES.check(instances);
    Keys.API_MAX_BODY_BYTES.check(maxBodyBytes);
    Keys.API_MAX_URL_BYTES.check(maxUrlBytes);
    Keys.API_REQUEST_TIMEOUT.check(requestTimeout);
    Keys.API_DRAIN_DELAY.check(drainDelay);
  }
}
