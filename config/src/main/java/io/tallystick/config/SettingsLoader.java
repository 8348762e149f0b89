package io.tallystick.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from their sources, later ones over earlier ones: defaults, file, environment,
 * system properties.
 */
public final class SettingsLoader {

  static final String ENVIRONMENT_PREFIX = "TALLYSTICK_";
  private static final String PROPERTY_PREFIX = "tallystick.";

  /** A value and where it came from, as a person would look for it. */
  private record Given(String text, String origin) {}

  private final Map<String, Given> given = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  private SettingsLoader() {}

  /**
   * Reads and checks all settings.
   *
   * @param file YAML file, or null for none
   * @param environment as {@link System#getenv()}
   * @param properties as {@link System#getProperties()}
   * @throws InvalidSettingsException naming every fault of every key
   */
  public static Settings load(
      @Nullable Path file, Map<String, String> environment, Properties properties)
      throws InvalidSettingsException {
    SettingsLoader loader = new SettingsLoader();
    if (file != null) {
      loader.addFile(file);
    }
    loader.addEnvironment(environment);
    loader.addProperties(properties);
    return loader.build();
  }

  /** The names of all settings with their defaults, for help texts; absent ones are empty. */
  public static Map<String, String> defaults() {
    Map<String, String> defaults = new LinkedHashMap<>();
    for (Key<?> key : Keys.ALL) {
      defaults.put(key.name(), key.defaultText() == null ? "" : key.defaultText());
    }
    return defaults;
  }

  private void addFile(Path file) {
    try {
      YamlSource.read(file).forEach((name, text) -> add(name, text, "file " + file));
    } catch (IllegalArgumentException e) {
      faults.add("%s: %s".formatted(file, e.getMessage()));
    }
  }

  private void addEnvironment(Map<String, String> environment) {
    Map<String, String> names = new HashMap<>();
    Keys.ALL.forEach(key -> names.put(key.environmentName(), key.name()));
    environment.forEach(
        (variable, text) -> {
          if (variable.startsWith(ENVIRONMENT_PREFIX)) {
            String name = names.get(variable);
            if (name == null) {
              addUnknown(variable, names.keySet(), "environment");
            } else {
              add(name, text, "environment variable " + variable);
            }
          }
        });
  }

  private void addProperties(Properties properties) {
    for (String property : properties.stringPropertyNames()) {
      if (property.startsWith(PROPERTY_PREFIX)) {
        add(
            property.substring(PROPERTY_PREFIX.length()),
            properties.getProperty(property),
            "system property " + property);
      }
    }
  }

  private void add(String name, String text, String origin) {
    List<String> names = Keys.ALL.stream().map(Key::name).toList();
    if (names.contains(name)) {
      given.put(name, new Given(text, origin));
    } else {
      addUnknown(name, names, origin);
    }
  }

  private void addUnknown(String name, Iterable<String> known, String origin) {
    String nearest = "";
    int shortest = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = LevenshteinDistance.getDefaultInstance().apply(name, candidate);
      if (distance < shortest) {
        shortest = distance;
        nearest = candidate;
      }
    }
    faults.add("%s (from %s): unknown; the nearest known is %s".formatted(name, origin, nearest));
  }

  /** The key's value, or null where it is absent or a fault that has been noted. */
  private <T> @Nullable T get(Key<T> key) {
    Given value = given.get(key.name());
    if (value == null) {
      return key.defaultText() == null ? null : key.parse(key.defaultText());
    }
    try {
      return key.parse(value.text());
    } catch (IllegalArgumentException e) {
      String allowed = String.valueOf(e.getMessage()).substring(key.name().length() + 2);
      String shown = key.secret() ? "***" : "'" + value.text() + "'";
      faults.add("%s = %s (from %s): %s".formatted(key.name(), shown, value.origin(), allowed));
      return null;
    }
  }

  private Settings build() throws InvalidSettingsException {
    Values values = new Values();
    // Every key is read before any record is made, so that no fault hides another.
    Keys.ALL.forEach(key -> values.put(key, get(key)));
    if (!faults.isEmpty()) {
      throw new InvalidSettingsException(faults);
    }
    ApiSettings api = record(() -> api(values));
    StoreSettings store = record(() -> store(values));
    TokenSettings tokens = record(() -> tokens(values));
    AuditSettings audit = record(() -> audit(values));
    ClusterSettings cluster = record(() -> cluster(values));
    if (api == null || store == null || tokens == null || audit == null || cluster == null) {
      throw new InvalidSettingsException(faults);
    }
    String name = values.optional(Keys.NODE_NAME);
    Settings settings =
        record(
            () ->
                new Settings(
                    name == null ? hostName() : name,
                    values.get(Keys.NODE_ROLES),
                    values.get(Keys.DATA_DIR),
                    api,
                    store,
                    tokens,
                    audit,
                    cluster));
    if (settings == null) {
      throw new InvalidSettingsException(faults);
    }
    return settings;
  }

  private <T> @Nullable T record(Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      faults.add(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static ApiSettings api(Values values) {
    return new ApiSettings(
        values.get(Keys.API_HOST),
        values.get(Keys.API_PORT),
        values.get(Keys.API_INSTANCES),
        values.get(Keys.API_INTERNAL_NETWORKS),
        values.get(Keys.API_TRUSTED_PROXIES),
        values.get(Keys.API_MAX_BODY_BYTES),
        values.get(Keys.API_MAX_URL_BYTES),
        values.get(Keys.API_REQUEST_TIMEOUT),
        values.get(Keys.API_DRAIN_DELAY));
  }

  private static StoreSettings store(Values values) {
    return new StoreSettings(
        values.optional(Keys.STORE_URL),
        values.optional(Keys.STORE_MIGRATION_URL),
        values.get(Keys.STORE_MAX_BATCH),
        values.get(Keys.STORE_MAX_QUEUED),
        values.get(Keys.STORE_MAX_WAIT),
        values.get(Keys.STORE_STATEMENT_TIMEOUT));
  }

  private static TokenSettings tokens(Values values) {
    return new TokenSettings(
        values.get(Keys.TOKENS_PREFIX),
        values.get(Keys.TOKENS_DEFAULT_LIFETIME),
        values.get(Keys.TOKENS_MAX_LIFETIME),
        values.get(Keys.TOKENS_RETENTION));
  }

  private static AuditSettings audit(Values values) {
    return new AuditSettings(
        values.get(Keys.DATA_DIR).resolve("audit"),
        values.get(Keys.AUDIT_POLL_INTERVAL),
        values.get(Keys.AUDIT_MAX_BUFFERED),
        values.get(Keys.AUDIT_ORIGIN),
        values.get(Keys.AUDIT_CHECKPOINT_INTERVAL),
        values.get(Keys.AUDIT_CHECKPOINT_EVENTS),
        values.optional(Keys.AUDIT_KEY_FILE),
        values.get(Keys.AUDIT_COMPRESS_AFTER),
        values.optional(Keys.AUDIT_RETENTION),
        values.get(Keys.AUDIT_MAX_LAG),
        values.get(Keys.AUDIT_MAX_REFUSALS),
        values.get(Keys.AUDIT_CONSOLE));
  }

  private static ClusterSettings cluster(Values values) {
    return new ClusterSettings(
        values.get(Keys.CLUSTER_ENABLED),
        values.get(Keys.CLUSTER_NAME),
        values.optional(Keys.CLUSTER_HOST),
        values.get(Keys.CLUSTER_PORT),
        values.get(Keys.CLUSTER_BUS_PORT),
        values.get(Keys.CLUSTER_MEMBERS),
        values.optional(Keys.CLUSTER_DNS),
        values.optional(Keys.CLUSTER_KUBERNETES),
        ClusterSettings.Tls.of(
            values.optional(Keys.CLUSTER_TLS_CERT),
            values.optional(Keys.CLUSTER_TLS_KEY),
            values.optional(Keys.CLUSTER_TLS_CA)));
  }

  private static String hostName() {
    try {
      String name = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "-");
      return name.substring(0, Math.min(64, name.length()));
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** Parsed values by key; a key's type parameter is what makes the casts safe. */
  private static final class Values {
    private final Map<Key<?>, @Nullable Object> byKey = new HashMap<>();

    void put(Key<?> key, @Nullable Object value) {
      byKey.put(key, value);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    <T> @Nullable T optional(Key<T> key) {
      return (T) byKey.get(key);
    }

    <T> T get(Key<T> key) {
      T value = optional(key);
      if (value == null) {
        throw new IllegalStateException(key.name() + " has no default");
      }
      return value;
    }
  }
}
