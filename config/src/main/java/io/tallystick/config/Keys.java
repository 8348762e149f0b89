package io.tallystick.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every setting there is. The README's table is tested against {@link #ALL}. */
final class Keys {

  static final Key<String> API_HOST =
      Key.text("api.host", "127.0.0.1", "\\S+", "the address or host name to listen on");
  static final Key<Integer> API_PORT = Key.integer("api.port", 8080, 0, 65_535);
  static final Key<Integer> API_INSTANCES =
      Key.integer("api.instances", Runtime.getRuntime().availableProcessors(), 1, 256);
  static final Key<Networks> API_INTERNAL_NETWORKS =
      networks(
          "api.internal-networks",
          "127.0.0.0/8, ::1, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7");
  static final Key<Networks> API_TRUSTED_PROXIES = networks("api.trusted-proxies", "");
  static final Key<Integer> API_MAX_BODY_BYTES =
      Key.integer("api.max-body-bytes", 16_384, 256, 16_777_216);
  static final Key<Integer> API_MAX_URL_BYTES =
      Key.integer("api.max-url-bytes", 4_096, 512, 65_536);
  static final Key<Duration> API_DRAIN_DELAY =
      duration("api.drain-delay", "0s", Duration.ZERO, Duration.ofMinutes(5));
  static final Key<Duration> API_REQUEST_TIMEOUT =
      duration("api.request-timeout", "10s", Duration.ofMillis(100), Duration.ofMinutes(5));

  static final Key<DatabaseUrl> STORE_URL = databaseUrl("store.url");
  static final Key<DatabaseUrl> STORE_MIGRATION_URL = databaseUrl("store.migration-url");
  // A batch's result must fit into socket buffers, so that a frozen client holds no lock: see V1.
  static final Key<Integer> STORE_MAX_BATCH = Key.integer("store.max-batch", 2_000, 1, 5_000);
  static final Key<Integer> STORE_MAX_QUEUED =
      Key.integer("store.max-queued", 20_000, 1, 1_000_000);
  static final Key<Duration> STORE_MAX_WAIT =
      duration("store.max-wait", "200ms", Duration.ofMillis(20), Duration.ofSeconds(10));
  static final Key<Duration> STORE_STATEMENT_TIMEOUT =
      duration("store.statement-timeout", "5s", Duration.ofMillis(100), Duration.ofMinutes(1));

  static final Key<String> TOKENS_PREFIX =
      Key.text(
          "tokens.prefix",
          "tally",
          "[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*(?<=^.{1,20})",
          "1 to 20 letters, digits and single underscores, first a letter");
  static final Key<Duration> TOKENS_DEFAULT_LIFETIME =
      duration("tokens.default-lifetime", "90d", Duration.ofSeconds(1), Duration.ofDays(36_525));
  static final Key<Duration> TOKENS_MAX_LIFETIME =
      duration("tokens.max-lifetime", "366d", Duration.ofSeconds(1), Duration.ofDays(36_525));
  // Longer than any request may be tried again, or a purged token could be issued once more.
  static final Key<Duration> TOKENS_RETENTION =
      duration("tokens.retention", "30d", Duration.ofMinutes(10), Duration.ofDays(36_525));

  static final Key<Duration> AUDIT_POLL_INTERVAL =
      duration("audit.poll-interval", "1s", Duration.ofMillis(10), Duration.ofMinutes(10));
  static final Key<Integer> AUDIT_MAX_BUFFERED =
      Key.integer("audit.max-buffered", 10_000, 1, 1_000_000);
  static final Key<String> AUDIT_ORIGIN =
      Key.text(
          "audit.origin",
          "tallystick",
          "[A-Za-z0-9._/-]{1,128}",
          "1 to 128 letters, digits, '.', '_', '/', '-'");
  static final Key<Duration> AUDIT_CHECKPOINT_INTERVAL =
      duration("audit.checkpoint-interval", "5s", Duration.ofMillis(100), Duration.ofHours(1));
  static final Key<Integer> AUDIT_CHECKPOINT_EVENTS =
      Key.integer("audit.checkpoint-events", 100_000, 1, 100_000_000);
  static final Key<Path> AUDIT_KEY_FILE =
      new Key<>("audit.key-file", null, "a file", false, Keys::path, path -> true);
  static final Key<Duration> AUDIT_COMPRESS_AFTER =
      duration("audit.compress-after", "1h", Duration.ofSeconds(1), Duration.ofDays(36_525));
  static final Key<Duration> AUDIT_RETENTION =
      duration("audit.retention", null, Duration.ofMinutes(1), Duration.ofDays(36_525));
  static final Key<Integer> AUDIT_MAX_LAG =
      Key.integer("audit.max-lag", 1_000_000, 1, 1_000_000_000);
  static final Key<Integer> AUDIT_MAX_REFUSALS =
      Key.integer("audit.max-refusals-per-minute", 600, 1, 1_000_000);
  static final Key<Boolean> AUDIT_CONSOLE = bool("audit.console", false);

  static final Key<Path> DATA_DIR =
      new Key<>("data.dir", "data", "a directory", false, Keys::path, path -> true);
  static final Key<String> NODE_NAME =
      Key.text("node.name", null, "[A-Za-z0-9._-]{1,64}", "1 to 64 letters, digits, '.', '_', '-'");

  static final Key<Set<Role>> NODE_ROLES =
      new Key<>(
          "node.roles",
          "api, store, audit",
          "a list of api, store and audit",
          false,
          Role::parseAll,
          roles -> !roles.isEmpty());

  static final Key<Boolean> CLUSTER_ENABLED = bool("cluster.enabled", false);
  static final Key<String> CLUSTER_NAME =
      Key.text(
          "cluster.name",
          "tallystick",
          "[A-Za-z0-9._-]{1,64}",
          "1 to 64 letters, digits, '.', '_', '-'");
  static final Key<String> CLUSTER_HOST =
      Key.text(
          "cluster.host", null, "\\S+", "the address of this node that the others reach it by");
  static final Key<Integer> CLUSTER_PORT = Key.integer("cluster.port", 5701, 1, 65_535);
  static final Key<Integer> CLUSTER_BUS_PORT = Key.integer("cluster.bus-port", 5702, 0, 65_535);
  static final Key<List<String>> CLUSTER_MEMBERS =
      new Key<>(
          "cluster.members",
          "",
          "a list of hosts with their cluster.port, such as node-1:5701, node-2:5701",
          false,
          Keys::members,
          members -> true);
  static final Key<String> CLUSTER_DNS =
      Key.text("cluster.dns", null, "\\S+", "a DNS name whose addresses are the nodes");
  static final Key<String> CLUSTER_KUBERNETES =
      Key.text("cluster.kubernetes-service", null, "\\S+", "the name of a Kubernetes service");
  static final Key<Path> CLUSTER_TLS_CERT =
      new Key<>("cluster.tls-cert", null, "a PEM file", false, Keys::path, path -> true);
  static final Key<Path> CLUSTER_TLS_KEY =
      new Key<>("cluster.tls-key", null, "a PEM file", false, Keys::path, path -> true);
  static final Key<Path> CLUSTER_TLS_CA =
      new Key<>("cluster.tls-ca", null, "a PEM file", false, Keys::path, path -> true);

  static final List<Key<?>> ALL =
      List.of(
          API_HOST,
          API_PORT,
          API_INSTANCES,
          API_INTERNAL_NETWORKS,
          API_TRUSTED_PROXIES,
          API_MAX_BODY_BYTES,
          API_MAX_URL_BYTES,
          API_REQUEST_TIMEOUT,
          API_DRAIN_DELAY,
          STORE_URL,
          STORE_MIGRATION_URL,
          STORE_MAX_BATCH,
          STORE_MAX_QUEUED,
          STORE_MAX_WAIT,
          STORE_STATEMENT_TIMEOUT,
          TOKENS_PREFIX,
          TOKENS_DEFAULT_LIFETIME,
          TOKENS_MAX_LIFETIME,
          TOKENS_RETENTION,
          AUDIT_POLL_INTERVAL,
          AUDIT_MAX_BUFFERED,
          AUDIT_ORIGIN,
          AUDIT_CHECKPOINT_INTERVAL,
          AUDIT_CHECKPOINT_EVENTS,
          AUDIT_KEY_FILE,
          AUDIT_COMPRESS_AFTER,
          AUDIT_RETENTION,
          AUDIT_MAX_LAG,
          AUDIT_MAX_REFUSALS,
          AUDIT_CONSOLE,
          DATA_DIR,
          NODE_NAME,
          NODE_ROLES,
          CLUSTER_ENABLED,
          CLUSTER_NAME,
          CLUSTER_HOST,
          CLUSTER_PORT,
          CLUSTER_BUS_PORT,
          CLUSTER_MEMBERS,
          CLUSTER_DNS,
          CLUSTER_KUBERNETES,
          CLUSTER_TLS_CERT,
          CLUSTER_TLS_KEY,
          CLUSTER_TLS_CA);

  private Keys() {}

  private static Key<Networks> networks(String name, String defaultText) {
    return new Key<>(
        name,
        defaultText,
        "a list of networks in CIDR form, such as 10.0.0.0/8 or fc00::/7",
        false,
        Networks::parse,
        networks -> true);
  }

  private static Key<Duration> duration(
      String name, @Nullable String text, Duration min, Duration max) {
    Predicate<Duration> inRange = value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
    return new Key<>(
        name,
        text,
        "a duration from %s to %s, such as 500ms, 10s, 15m, 12h, 90d or PT1H30M"
            .formatted(Durations.format(min), Durations.format(max)),
        false,
        Durations::parse,
        inRange);
  }

  private static Key<DatabaseUrl> databaseUrl(String name) {
    return new Key<>(name, null, DatabaseUrl.FORM, true, DatabaseUrl::parse, url -> true);
  }

  private static Key<Boolean> bool(String name, boolean defaultValue) {
    return new Key<>(
        name, Boolean.toString(defaultValue), "true or false", false, Keys::bool, value -> true);
  }

  private static Boolean bool(String text) {
    return switch (text.trim()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException();
    };
  }

  private static List<String> members(String text) {
    List<String> members =
        Stream.of(text.split(",", -1)).map(String::strip).filter(m -> !m.isEmpty()).toList();
    if (!members.stream().allMatch(member -> member.matches("\\S+:\\d{1,5}"))) {
      throw new IllegalArgumentException("each is host:port");
    }
    return members;
  }

  private static Path path(String text) {
    try {
      if (text.isBlank()) {
        throw new IllegalArgumentException("it is empty");
      }
      return Path.of(text);
    } catch (InvalidPathException e) {
      @Nullable String reason = e.getReason();
      throw new IllegalArgumentException(reason, e);
    }
  }
}
