package io.tallystick.config;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.config.value.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** All settings of a node. Immutable, read and checked. */
public final class Settings {

  private static final SettingGroup GROUP = new SettingGroup();
  private static final Path LINUX_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private final Values values;
  private final ApiSettings api;
  private final StoreSettings store;
  private final TokenSettings tokens;
  private final AuditSettings audit;
  private final ClusterSettings cluster;

  private Settings(Values values) {
    this.values = values;
    this.api = new ApiSettings(values);
    this.store = new StoreSettings(values);
    this.tokens = new TokenSettings(values);
    this.audit = new AuditSettings(values);
    this.cluster = new ClusterSettings(values);
  }

  static final Setting<Path> DATA_DIR =
      GROUP.add(
          "data.dir",
          SettingType.path("a directory"),
          DefaultValue.of("data"),
          "The directory of the event log and of the embedded PostgreSQL.");

  /** The directory of the event log and of the embedded database, if one is started. */
  public Path dataDirectory() {
    return values.get(DATA_DIR);
  }

  private static final Setting<String> NODE_NAME =
      GROUP.add(
          "node.name",
          SettingType.text("[A-Za-z0-9._-]{1,64}", "1 to 64 letters, digits, '.', '_', '-'"),
          DefaultValue.computed("the name of the host", () -> nodeName(hostName())),
          "The name of this node. It is part of the event of each request that the node handles.");

  /** The name of this node, which is part of the events of the requests that it handles. */
  public String nodeName() {
    return values.get(NODE_NAME);
  }

  private static final Setting<Set<Role>> NODE_ROLES =
      GROUP.add(
          "node.roles",
          SettingType.of("a list of api, store and audit", "", Role::parseAll),
          DefaultValue.of("api, store, audit"),
          "What this node does: it serves HTTP (api), works with the database (store), or writes"
              + " the event log (audit).");

  /** What this node does; never empty, and unmodifiable. */
  public Set<Role> roles() {
    return values.get(NODE_ROLES);
  }

  private static final Setting<Duration> STOP_TIMEOUT =
      GROUP.add(
          "node.stop-timeout",
          SettingType.duration("1s", "10m"),
          DefaultValue.of("30s"),
          "The longest time that stopping takes after api.drain-delay: requests under way get up to"
              + " four tenths of it, the event log a quarter, and the embedded PostgreSQL a fifth."
              + " What takes longer is cut.");

  /** The longest time that stopping takes, after the drain delay. */
  public Duration stopTimeout() {
    return values.get(STOP_TIMEOUT);
  }

  private static final Setting<Duration> DNS_CACHE =
      GROUP.add(
          "node.dns-cache",
          SettingType.duration("0s", "1d"),
          DefaultValue.of("10s"),
          "The longest time for which the address of a host name is kept, even if DNS says longer,"
              + " in whole seconds. Then a database or a node that has got another address is found"
              + " again.");

  /** The longest time for which the address of a host name is kept; zero means not at all. */
  public Duration dnsCache() {
    return values.get(DNS_CACHE);
  }

  private static final List<Setting<?>> ALL =
      Stream.of(
              ApiSettings.GROUP,
              ApiTlsSettings.GROUP,
              StoreSettings.GROUP,
              TokenSettings.GROUP,
              AuditSettings.GROUP,
              GROUP,
              ClusterSettings.GROUP)
          .<Setting<?>>flatMap(group -> group.all().stream())
          .toList();

  /**
   * Settings from texts that a program has. All other settings have their defaults. The texts are
   * parsed and checked as {@link SettingsLoader} does it.
   *
   * @param texts by the dotted names of the settings, such as {@code api.port}
   * @throws IllegalArgumentException with all faults of all settings in its message
   */
  public static Settings of(Map<String, String> texts) {
    SettingSources sources = new SettingSources(ALL);
    texts.forEach((name, text) -> sources.add(name, text, "the program"));
    try {
      return checked(SettingsLoader.read(ALL, sources));
    } catch (InvalidSettingsException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The declarations of all settings, in the order in which a reader should see them. */
  public static List<Setting<?>> declarations() {
    return ALL;
  }

  /**
   * Settings with these values.
   *
   * @throws InvalidSettingsException if settings contradict each other; the message lists them
   */
  static Settings checked(Values values) throws InvalidSettingsException {
    Settings settings = new Settings(values);
    List<String> contradictions =
        Stream.of(
                settings.api.tls().contradictions(),
                settings.store.contradictions(),
                settings.tokens.contradictions(),
                settings.cluster.contradictions(),
                settings.contradictions())
            .flatMap(List::stream)
            .toList();
    if (!contradictions.isEmpty()) {
      throw new InvalidSettingsException(contradictions);
    }
    return settings;
  }

  private List<String> contradictions() {
    return cluster.enabled() || roles().contains(Role.STORE)
        ? List.of()
        : List.of(
            "node.roles: without a cluster, the roles must include store, since there is no other"
                + " node that has it");
  }

  /** The settings of the HTTP server. */
  public ApiSettings api() {
    return api;
  }

  /** The settings of the store. */
  public StoreSettings store() {
    return store;
  }

  /** The settings of new tokens. */
  public TokenSettings tokens() {
    return tokens;
  }

  /** The settings of the event log. */
  public AuditSettings audit() {
    return audit;
  }

  /** The settings of the cluster. */
  public ClusterSettings cluster() {
    return cluster;
  }

  /** The same settings with the URL of the database that the launcher has started. */
  public Settings withDatabase(DatabaseUrl url) {
    return new Settings(values.with(StoreSettings.URL, url));
  }

  /** All settings with their values, for logs. Secrets are masked. */
  @Override
  public String toString() {
    return values.show(ALL);
  }

  /** The default name of a node on this host. Characters that are not allowed are replaced. */
  static String nodeName(String hostName) {
    String name = hostName.replaceAll("[^A-Za-z0-9._-]", "-");
    return name.isEmpty() ? "localhost" : name.substring(0, Math.min(64, name.length()));
  }

  private static String hostName() {
    try {
      // Linux tells the name without a lookup. The JVM reads how long to keep addresses at its
      // first lookup, and the setting that decides this is not read yet.
      return Files.readString(LINUX_HOST_NAME).strip();
    } catch (IOException e) {
      return hostNameByLookup();
    }
  }

  private static String hostNameByLookup() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
