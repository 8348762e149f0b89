package io.tallystick.config;

import io.tallystick.config.value.HostNames;
import io.tallystick.config.value.Identities;
import io.tallystick.config.value.Networks;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Settings of the HTTP server. Immutable, read and checked. */
public final class ApiSettings {

  static final SettingGroup GROUP = new SettingGroup();

  private static final int MAX_INSTANCES = 256;

  private final Values values;
  private final ApiTlsSettings tls;

  ApiSettings(Values values) {
    this.values = values;
    this.tls = new ApiTlsSettings(values);
  }

  /** The settings of TLS for HTTP, and of the names that callers prove with it. */
  public ApiTlsSettings tls() {
    return tls;
  }

  private static final Setting<String> HOST =
      GROUP.add(
          "api.host",
          SettingType.text("\\S+", "the address or host name to listen on"),
          DefaultValue.of("127.0.0.1"),
          "The address or host name that the HTTP server listens on.");

  /** The address or host name to listen on. */
  public String host() {
    return values.get(HOST);
  }

  private static final Setting<Integer> PORT =
      GROUP.add(
          "api.port",
          SettingType.integer(0, 65_535),
          DefaultValue.of("8080"),
          "The TCP port that the HTTP server listens on. If it is 0, the system picks a free"
              + " port.");

  /** The TCP port to listen on; 0 means any free port. */
  public int port() {
    return values.get(PORT);
  }

  private static final Setting<Integer> INSTANCES =
      GROUP.add(
          "api.instances",
          SettingType.integer(1, MAX_INSTANCES),
          DefaultValue.computed(
              "one for each processor, at most " + MAX_INSTANCES,
              () -> defaultInstances(Runtime.getRuntime().availableProcessors())),
          "The number of event loops that serve HTTP.");

  /** The number of event loops that serve HTTP. */
  public int instances() {
    return values.get(INSTANCES);
  }

  static String defaultInstances(int processors) {
    return Integer.toString(Math.min(MAX_INSTANCES, processors));
  }

  private static final Setting<Networks> INTERNAL_NETWORKS =
      GROUP.add(
          "api.internal-networks",
          SettingType.networks(),
          DefaultValue.of("127.0.0.0/8, ::1, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7"),
          "The networks whose callers are served. All other callers get 403.");

  /** The networks whose callers are served; all other callers get 403. */
  public Networks internalNetworks() {
    return values.get(INTERNAL_NETWORKS);
  }

  private static final Setting<Networks> TRUSTED_PROXIES =
      GROUP.add(
          "api.trusted-proxies",
          SettingType.networks(),
          DefaultValue.of(""),
          "The networks of the proxies whose X-Forwarded-For and Forwarded headers are believed.");

  /** The networks whose {@code X-Forwarded-For} and {@code Forwarded} headers are believed. */
  public Networks trustedProxies() {
    return values.get(TRUSTED_PROXIES);
  }

  private static final Setting<HostNames> HOST_NAMES =
      GROUP.add(
          "api.host-names",
          SettingType.hostNames(),
          DefaultValue.of(""),
          "The host names under which browsers reach the service, besides IP addresses, localhost"
              + " and api.host. What a web page sends under another name gets 403.");

  /**
   * The host names under which browsers reach the service, besides IP addresses, {@code localhost}
   * and {@link #host}.
   */
  public HostNames hostNames() {
    return values.get(HOST_NAMES);
  }

  private static final Setting<Boolean> STRICT_BODY =
      GROUP.add(
          "api.strict-body",
          SettingType.bool(),
          DefaultValue.of("false"),
          "Whether a body with an unknown field, or a label or metadata of another form, gets 400."
              + " Otherwise the field is ignored, and the answer has a warning.");

  /** Whether a field that is unknown, or a note of another form, is refused, and not ignored. */
  public boolean strictBody() {
    return values.get(STRICT_BODY);
  }

  private static final Setting<Integer> MAX_BODY_BYTES =
      GROUP.add(
          "api.max-body-bytes",
          SettingType.integer(256, 16_777_216),
          DefaultValue.of("16384"),
          "The longest request body, in bytes. A longer one gets 413.");

  /** The longest request body, in bytes. */
  public int maxBodyBytes() {
    return values.get(MAX_BODY_BYTES);
  }

  private static final Setting<Integer> MAX_BATCH_BYTES =
      GROUP.add(
          "api.max-batch-bytes",
          SettingType.integer(256, 16_777_216),
          DefaultValue.of("1048576"),
          "The longest body of a batch of operations or of imports, in bytes. A longer one gets 413.");

  /** The longest body of a batch of operations or of imports, in bytes. */
  public int maxBatchBytes() {
    return values.get(MAX_BATCH_BYTES);
  }

  private static final Setting<Path> IDEMPOTENCY_KEY_FILE =
      GROUP.add(
          "api.idempotency-key-file",
          SettingType.path("a file"),
          DefaultValue.none(
              "idempotency.key in data.dir for a single node with the embedded PostgreSQL, otherwise"
                  + " none: the header Idempotency-Key gets 400"),
          "The server keys from which the answers to requests with an Idempotency-Key are derived,"
              + " in lines of 64 hexadecimal digits. The first is used, the others still derive"
              + " earlier answers. All nodes of a cluster must have the same. 'token"
              + " make-idempotency-key' makes one.");

  /** The file with the server keys of idempotent requests; null if none is set. */
  public @Nullable Path idempotencyKeyFile() {
    return values.find(IDEMPOTENCY_KEY_FILE);
  }

  private static final Setting<Duration> IDEMPOTENCY_WINDOW =
      GROUP.add(
          "api.idempotency-window",
          SettingType.duration("1s", "365d"),
          DefaultValue.of("24h"),
          "The time after a request with an Idempotency-Key in which the same request gets the same"
              + " answer. It is half of tokens.retention at most.");

  /** How long an idempotency key is kept, if the store does not keep it for less. */
  public Duration idempotencyWindow() {
    return values.get(IDEMPOTENCY_WINDOW);
  }

  private static final Setting<Integer> MAX_URL_BYTES =
      GROUP.add(
          "api.max-url-bytes",
          SettingType.integer(512, 65_536),
          DefaultValue.of("4096"),
          "The longest request line, in bytes: method, URL and version. A longer one gets 414.");

  /** The longest request line (RFC 9112, section 3), in bytes. */
  public int maxUrlBytes() {
    return values.get(MAX_URL_BYTES);
  }

  private static final Setting<Duration> REQUEST_TIMEOUT =
      GROUP.add(
          "api.request-timeout",
          SettingType.duration("100ms", "5m"),
          DefaultValue.of("10s"),
          "The longest time until a whole request has arrived, and then until its caller gets an"
              + " answer. A request that arrives more slowly gets 408, and one that takes longer"
              + " gets 503. A caller that does not take its answer in this time loses its"
              + " connection.");

  /** The time after which a caller gets 408 or 503 at the latest. */
  public Duration requestTimeout() {
    return values.get(REQUEST_TIMEOUT);
  }

  private static final Setting<Integer> MAX_CONNECTIONS =
      GROUP.add(
          "api.max-connections",
          SettingType.integer(16, 1_000_000),
          DefaultValue.of("4096"),
          "The largest number of open HTTP connections. Callers outside the internal networks may"
              + " have a sixteenth of them. If the process may open fewer descriptors (ulimit -n),"
              + " there are fewer.");

  /** The largest number of open HTTP connections. */
  public int maxConnections() {
    return values.get(MAX_CONNECTIONS);
  }

  private static final Setting<Integer> MAX_CONNECTIONS_PER_PEER =
      GROUP.add(
          "api.max-connections-per-peer",
          SettingType.integer(1, 1_000_000),
          DefaultValue.of("1024"),
          "The largest number of open HTTP connections of one address. It does not hold for trusted"
              + " proxies.");

  /** The largest number of open HTTP connections of one address that is no trusted proxy. */
  public int maxConnectionsPerPeer() {
    return values.get(MAX_CONNECTIONS_PER_PEER);
  }

  private static final Setting<Integer> MAX_LISTENERS =
      GROUP.add(
          "api.max-listeners",
          SettingType.integer(1, 1_000_000),
          DefaultValue.of("1024"),
          "The largest number of callers that listen to revocations at once. Further ones get 503.");

  /** The largest number of callers that listen to revocations at once. */
  public int maxListeners() {
    return values.get(MAX_LISTENERS);
  }

  private static final Setting<Duration> DRAIN_DELAY =
      GROUP.add(
          "api.drain-delay",
          SettingType.duration("0s", "5m"),
          DefaultValue.of("0s"),
          "The time for which a stopping node still accepts requests while /health answers 503, so"
              + " that load balancers send new requests to other nodes.");

  /**
   * How long a stopping node still accepts requests. Meanwhile {@code /health} answers 503, so that
   * load balancers choose other nodes.
   */
  public Duration drainDelay() {
    return values.get(DRAIN_DELAY);
  }

  private static final Setting<Identities> OPERATORS =
      GROUP.add(
          "api.operators",
          SettingType.of("a list of identities", "ops, security", Identities::parse),
          DefaultValue.of(""),
          "The identities whose tokens make their callers operators. Only operators get tokens for"
              + " them. All nodes of a cluster must have the same.");

  /** The identities whose tokens make their callers operators; nobody else gets tokens for them. */
  public Identities operators() {
    return values.get(OPERATORS);
  }

  private static final String REQUIRED = "required";

  private static final Setting<String> INTROSPECT_AUTH =
      GROUP.add(
          "api.introspect-auth",
          SettingType.text("none|" + REQUIRED, "none or " + REQUIRED),
          DefaultValue.of("none"),
          "Whether callers must prove who they are before they introspect tokens or listen to"
              + " revocations: with a live token of their own, or with a client certificate.");

  /** Whether only callers that prove who they are may introspect and listen to revocations. */
  public boolean introspectAuthRequired() {
    return values.get(INTROSPECT_AUTH).equals(REQUIRED);
  }

  private static final Setting<Integer> MAX_REQUESTS_PER_PEER =
      GROUP.add(
          "api.max-requests-per-peer",
          SettingType.integer(1, 100_000_000),
          DefaultValue.none("none: no limit"),
          "The largest number of requests to issue or revoke in a minute that this node takes from one"
              + " address. Further ones get 429.");

  /** The largest number of requests of one address in a minute; null if there is no limit. */
  public @Nullable Integer maxRequestsPerPeer() {
    return values.find(MAX_REQUESTS_PER_PEER);
  }

  private static final Setting<Integer> MAX_ISSUES_PER_IDENTITY =
      GROUP.add(
          "api.max-issues-per-identity",
          SettingType.integer(1, 100_000_000),
          DefaultValue.none("none: no limit"),
          "The largest number of tokens that this node issues for one identity in a minute. Further"
              + " requests get 429.");

  /** The largest number of issues for one identity in a minute; null if there is no limit. */
  public @Nullable Integer maxIssuesPerIdentity() {
    return values.find(MAX_ISSUES_PER_IDENTITY);
  }

  @Override
  public String toString() {
    return values.show(GROUP.all());
  }
}
