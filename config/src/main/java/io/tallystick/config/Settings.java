package io.tallystick.config;

import java.nio.file.Path;
import java.util.Set;

/**
 * All settings of a node.
 *
 * @param nodeName stands in the events of the requests that this node took
 * @param roles what the node does
 * @param dataDirectory holds the event log and, where one is started, the embedded database
 */
public record Settings(
    String nodeName,
    Set<Role> roles,
    Path dataDirectory,
    ApiSettings api,
    StoreSettings store,
    TokenSettings tokens,
    AuditSettings audit,
    ClusterSettings cluster) {

  public Settings {
    Keys.NODE_NAME.check(nodeName);
    roles = Set.copyOf(Keys.NODE_ROLES.check(roles));
    if (!cluster.enabled() && !roles.contains(Role.STORE)) {
      throw new IllegalArgumentException(
          "node.roles: without a cluster, no other node answers for the store: have it among them");
    }
  }

  /** The same settings for the database that the launcher found or started. */
  public Settings withDatabase(DatabaseUrl url) {
    return new Settings(
        nodeName, roles, dataDirectory, api, store.withUrl(url), tokens, audit, cluster);
  }
}
