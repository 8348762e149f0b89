package io.tallystick.launcher.node;

import io.tallystick.config.Settings;
import java.time.Duration;

/**
 * How the time of {@code node.stop-timeout} is divided. It begins after the drain delay.
 *
 * @param requests for HTTP requests under way; no longer than a request may take
 * @param eventLog for the event log, to write and sign what is committed
 * @param node for all of the node: requests, event log, store, and leaving the cluster
 * @param database for the embedded PostgreSQL, after all of the node
 */
record StopBudget(Duration requests, Duration eventLog, Duration node, Duration database) {

  static StopBudget of(Settings settings) {
    Duration all = settings.stopTimeout();
    Duration requests = percent(all, 40);
    Duration longestRequest = settings.api().requestTimeout();
    return new StopBudget(
        longestRequest.compareTo(requests) < 0 ? longestRequest : requests,
        percent(all, 25),
        percent(all, 80),
        percent(all, 20));
  }

  private static Duration percent(Duration all, int share) {
    return all.multipliedBy(share).dividedBy(100);
  }
}
