package io.tallystick.config;

import java.nio.file.Path;

/**
 * All settings of a node.
 *
 * @param nodeName stands in the events of the requests that this node took
 * @param dataDirectory holds the event log and, where one is started, the embedded database
 */
public record Settings(
    String nodeName,
    Path dataDirectory,
    ApiSettings api,
    StoreSettings store,
    TokenSettings tokens,
    AuditSettings audit) {

  public Settings {
    Keys.NODE_NAME.check(nodeName);
  }

  /** The same settings for the database that the launcher found or started. */
  public Settings withDatabase(DatabaseUrl url) {
    return new Settings(nodeName, dataDirectory, api, store.withUrl(url), tokens, audit);
  }
}
