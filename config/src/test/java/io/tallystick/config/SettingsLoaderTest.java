package io.tallystick.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.config.value.Networks;
import io.tallystick.config.value.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where settings come from, and what is said about wrong ones. */
class SettingsLoaderTest {

  @TempDir Path directory;

  @Test
  void withoutAnySourceTheDefaultsAreSafe() throws Exception {
    Settings settings = load(null, Map.of(), Map.of());

    assertThat(settings.api().host()).isEqualTo("127.0.0.1");
    assertThat(settings.api().port()).isEqualTo(8080);
    assertThat(settings.api().internalNetworks().contain(Networks.address("10.1.2.3"))).isTrue();
    assertThat(settings.api().internalNetworks().contain(Networks.address("8.8.8.8"))).isFalse();
    assertThat(settings.api().trustedProxies().blocks()).isEmpty();
    assertThat(settings.store().url()).isNull();
    assertThat(settings.tokens().prefix()).isEqualTo("tally");
    assertThat(settings.audit().directory()).isEqualTo(Path.of("data", "audit"));
    assertThat(settings.nodeName()).isNotBlank();
  }

  @Test
  void aLaterSourceGoesOverAnEarlierOne() throws Exception {
    Path file = file("api:\n  port: 1\n  host: 127.0.0.2\n  max-body-bytes: 1000\n");

    Settings settings =
        load(
            file,
            Map.of("TALLYSTICK_API_PORT", "2", "TALLYSTICK_API_HOST", "127.0.0.3", "PATH", "/"),
            Map.of("tallystick.api.port", "3", "user.dir", "/"));

    assertThat(settings.api().maxBodyBytes()).isEqualTo(1000);
    assertThat(settings.api().host()).isEqualTo("127.0.0.3");
    assertThat(settings.api().port()).isEqualTo(3);
  }

  @Test
  void aFileMayNestItsKeysAndListItsValues() throws Exception {
    Path file =
        file(
            """
            api:
              internal-networks: [10.0.0.0/8, "fd00::/8"]
              request-timeout: 2s
            api.trusted-proxies: 192.0.2.0/24, 192.0.3.1
            tokens.default-lifetime: PT36H
            audit: {console: true}
            """);

    Settings settings = load(file, Map.of(), Map.of());

    assertThat(settings.api().internalNetworks()).hasToString("10.0.0.0/8, fd00::/8");
    assertThat(settings.api().trustedProxies()).hasToString("192.0.2.0/24, 192.0.3.1");
    assertThat(settings.api().requestTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.tokens().defaultLifetime()).isEqualTo(Duration.ofHours(36));
    assertThat(settings.audit().console()).isTrue();
  }

  @Test
  void anElementOfAListWithACommaIsAFault() throws Exception {
    Path file = file("api.operators: [ops, 'night, day']");

    assertThatThrownBy(() -> load(file, Map.of(), Map.of()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("element 2 of the list api.operators has a comma in it")
        .hasMessageNotContaining("night");
  }

  @Test
  void everyFaultIsNamedWithItsKeyItsValueWhatIsAllowedAndWhereItCameFrom() throws Exception {
    Path file =
        file(
            """
            api.port: 99999
            store:
              url: postgresql://user:hidden@host/
            tokens: {prefix: 9lives}
            """);

    assertThatThrownBy(
            () ->
                load(
                    file,
                    Map.of("TALLYSTICK_API_PROT", "1", "TALLYSTICK_API_REQUEST_TIMEOUT", "soon"),
                    Map.of("tallystick.api.internal-networks", "10.0.0.1/8")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("6 settings are not right")
        .hasMessageContaining(
            "api.port = '99999' (from file "
                + file
                + "): allowed is a whole number from 0 to 65535")
        .hasMessageContaining("store.url = *** (from file " + file + ")")
        .hasMessageContaining("it names no database")
        .hasMessageContaining("tokens.prefix = '9lives'")
        .hasMessageContaining(
            "TALLYSTICK_API_PROT (from environment): unknown; the nearest known is"
                + " TALLYSTICK_API_PORT")
        .hasMessageContaining(
            "api.request-timeout = 'soon' (from environment variable"
                + " TALLYSTICK_API_REQUEST_TIMEOUT): allowed is a duration from 100ms to 5m")
        .hasMessageContaining(
            "api.internal-networks = '10.0.0.1/8' (from system property"
                + " tallystick.api.internal-networks)")
        .hasMessageContaining("the network is 10.0.0.0/8")
        .message()
        .doesNotContain("hidden");
  }

  @Test
  void settingsThatContradictEachOtherAreFaultsToo() {
    assertThatThrownBy(
            () ->
                load(
                    null,
                    Map.of(),
                    Map.of(
                        "tallystick.tokens.default-lifetime", "2d",
                        "tallystick.tokens.max-lifetime", "1d",
                        "tallystick.store.migration-url", "postgresql://a:b@c/d")))
        .hasMessageContaining(
            "tokens.default-lifetime: 2d is longer than tokens.max-lifetime, which is 1d")
        .hasMessageContaining("store.migration-url: allowed only together with store.url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1, 2]",
        "text",
        "a: b: c",
        "api.port: 1\napi.port: 2",
        "api.port: 1\napi: {port: 2}"
      })
  void aFileThatIsNoSettingsIsAFaultThatShowsNothingOfIt(String content) throws Exception {
    Path file = file(content + "\n# secret-in-file\n");

    assertThatThrownBy(() -> load(file, Map.of(), Map.of()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(file.toString())
        .message()
        .doesNotContain("secret-in-file", "a: b");
  }

  @Test
  void aFileThatIsNotThereIsAFault() {
    assertThatThrownBy(() -> load(Path.of("nowhere.yaml"), Map.of(), Map.of()))
        .hasMessageContaining("nowhere.yaml: there is no such file");
  }

  @ParameterizedTest
  @CsvSource({
    "t, true",
    "acme_prod, true",
    "a2345678901234567890, true",
    "a23456789012345678901, false",
    "9lives, false",
    "_a, false",
    "a_, false",
    "a__b, false",
    "a-b, false"
  })
  void aPrefixIsOfLettersDigitsAndSingleUnderscores(String prefix, boolean allowed) {
    Map<String, String> properties = Map.of("tallystick.tokens.prefix", prefix);

    if (allowed) {
      assertThatNoException().isThrownBy(() -> load(null, Map.of(), properties));
    } else {
      assertThatThrownBy(() -> load(null, Map.of(), properties)).hasMessageContaining(prefix);
    }
  }

  @Test
  void anEmptyFileIsNone() throws Exception {
    assertThat(load(file("# nothing\n"), Map.of(), Map.of()).api().port()).isEqualTo(8080);
  }

  @Test
  void noPasswordIsShownWithTheSettings() throws Exception {
    Settings settings =
        load(null, Map.of(), Map.of("tallystick.store.url", "postgresql://user:hidden@host/db"));

    assertThat(settings.store().url()).extracting(DatabaseUrl::password).isEqualTo("hidden");
    assertThat(settings.toString()).contains("store.url=***").doesNotContain("hidden");
    assertThat(settings.store().toString()).contains("store.url=***").doesNotContain("hidden");
  }

  @Test
  void aNodeWithoutTheStoreCannotBe() throws Exception {
    assertThat(load(null, Map.of(), Map.of("tallystick.node.roles", "store, api")).roles())
        .containsExactlyInAnyOrder(Role.STORE, Role.API);
    assertThatThrownBy(() -> load(null, Map.of(), Map.of("tallystick.node.roles", "api, audit")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("without a cluster, the roles must include store");
    for (String roles : List.of("", "store, web", "store,,api")) {
      assertThatThrownBy(() -> load(null, Map.of(), Map.of("tallystick.node.roles", roles)))
          .isInstanceOf(InvalidSettingsException.class)
          .hasMessageContaining("a list of api, store and audit");
    }
    Map<String, String> clustered =
        Map.of(
            "tallystick.node.roles", "api",
            "tallystick.cluster.enabled", "true",
            "tallystick.cluster.host", "127.0.0.1",
            "tallystick.cluster.members", "127.0.0.1:5701, 127.0.0.1:5801");
    assertThat(load(null, Map.of(), clustered).cluster().members())
        .containsExactly("127.0.0.1:5701", "127.0.0.1:5801");
  }

  @Test
  void aClusterNeedsAnAddressAndOneWayToFindTheOthers() {
    assertClusterRefused("cluster.host: with cluster.enabled, name the address", Map.of());
    assertClusterRefused(
        "name one of cluster.members, cluster.dns and cluster.kubernetes-service",
        Map.of("tallystick.cluster.host", "127.0.0.1"));
    assertClusterRefused(
        "name all three, or none",
        Map.of(
            "tallystick.cluster.host", "127.0.0.1",
            "tallystick.cluster.dns", "tallystick.internal",
            "tallystick.cluster.tls-cert", "cert.pem"));
    for (String members : List.of("node-1", "node 1:5701", ":5701", "::1:5701", "[::1]")) {
      assertClusterRefused("each is host:port", Map.of("tallystick.cluster.members", members));
    }
    for (String members : List.of("node-1:0", "node-1:5701, node-2:65536")) {
      assertClusterRefused(
          "with a port from 1 to 65535", Map.of("tallystick.cluster.members", members));
    }
    assertClusterRefused(
        "'node-1:5701' is listed twice",
        Map.of("tallystick.cluster.members", "node-1:5701, node-2:5701, node-1:5701"));
  }

  @Test
  void settingsOfOneGroupThatContradictEachOtherAreAllNamed() {
    assertThatThrownBy(() -> Settings.of(Map.of("cluster.enabled", "true", "cluster.tls-ca", "a")))
        .hasMessageContaining("3 settings are not right")
        .hasMessageContaining("cluster.host: with cluster.enabled")
        .hasMessageContaining("name one of cluster.members")
        .hasMessageContaining("name all three, or none");
  }

  private static void assertClusterRefused(String why, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("tallystick.cluster.enabled", "true");
    assertThatThrownBy(() -> load(null, Map.of(), all))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aBlankEnvironmentVariableCountsAsUnset() throws Exception {
    Path file = file("api: {port: 1, host: 127.0.0.2}\n");

    Settings settings =
        load(
            file,
            Map.of(
                "TALLYSTICK_API_PORT", "",
                "TALLYSTICK_API_HOST", "  ",
                "TALLYSTICK_STORE_URL", ""),
            Map.of());

    assertThat(settings.api().port()).isEqualTo(1);
    assertThat(settings.api().host()).isEqualTo("127.0.0.2");
    assertThat(settings.store().url()).isNull();
  }

  @Test
  void anUnknownEnvironmentVariableIsAFaultUnlessItIsBlank() throws Exception {
    assertThat(load(null, Map.of("TALLYSTICK_API_PROT", " "), Map.of()).api().port())
        .isEqualTo(8080);
    assertThatThrownBy(() -> load(null, Map.of("TALLYSTICK_API_PROT", "80"), Map.of()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("TALLYSTICK_API_PROT (from environment): unknown");
  }

  @Test
  void variablesOfKubernetesForServicesArePassedOver() throws Exception {
    Map<String, String> links = new HashMap<>();
    for (String service : List.of("TALLYSTICK", "TALLYSTICK_API", "TALLYSTICK_NODES")) {
      links.put(service + "_SERVICE_HOST", "10.96.0.7");
      links.put(service + "_SERVICE_PORT", "80");
      links.put(service + "_SERVICE_PORT_HTTP", "80");
      links.put(service + "_PORT", "tcp://10.96.0.7:80");
      links.put(service + "_PORT_80_TCP", "tcp://10.96.0.7:80");
      links.put(service + "_PORT_80_TCP_PROTO", "tcp");
      links.put(service + "_PORT_80_TCP_PORT", "80");
      links.put(service + "_PORT_80_TCP_ADDR", "10.96.0.7");
    }
    Map<String, String> environment = new HashMap<>(links);
    environment.put("TALLYSTICK_CLUSTER_PORT", "5801");
    environment.put("OTHER_SERVICE_HOST", "10.96.0.8");

    Settings settings = load(null, environment, Map.of());

    assertThat(settings.api().port()).isEqualTo(8080);
    assertThat(settings.cluster().port()).isEqualTo(5801);
    assertThat(SettingsLoader.serviceLinks(environment))
        .containsExactlyInAnyOrderElementsOf(links.keySet());
  }

  @Test
  void whatOnlyLooksLikeAServiceIsAFault() {
    assertThatThrownBy(
            () ->
                load(
                    null,
                    Map.of("TALLYSTICK_API_PORTS", "tcp://10.96.0.7:80", "TALLYSTICK_PORT", "80"),
                    Map.of()))
        .hasMessageContaining("TALLYSTICK_API_PORTS")
        .hasMessageContaining("TALLYSTICK_PORT (from environment): unknown");
  }

  @Test
  void anEmptyValueInTheFileOrAPropertyIsChecked() throws Exception {
    Path file = file("api.port:\n");

    assertThatThrownBy(() -> load(file, Map.of(), Map.of("tallystick.audit.key-file", "")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("api.port = '' (from file")
        .hasMessageContaining("audit.key-file = '' (from system property")
        .hasMessageContaining("(it is empty)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?sslmode=disable"})
  void aUrlWithAPortOutOfRangeIsAFaultOfItsSetting(String query) {
    for (String port : List.of("0", "65536", "99999", "99999999999999999999")) {
      String url = "postgresql://user:hidden@host:" + port + "/db" + query;
      assertThatThrownBy(() -> load(null, Map.of("TALLYSTICK_STORE_URL", url), Map.of()))
          .isInstanceOf(InvalidSettingsException.class)
          .hasMessageContaining(
              "store.url = *** (from environment variable TALLYSTICK_STORE_URL): allowed is")
          .hasMessageContaining("(a port is a number from 1 to 65535)")
          .message()
          .doesNotContain("hidden", port + "/db");
    }
  }

  @Test
  void aDefaultIsCheckedAsAGivenValueIs() throws Exception {
    SettingGroup group = new SettingGroup();
    Setting<Integer> instances =
        group.add(
            "api.instances",
            SettingType.integer(1, 256),
            DefaultValue.computed("one for each processor", () -> "384"),
            "Event loops.");
    SettingSources none = new SettingSources(group.all());

    assertThatThrownBy(() -> SettingsLoader.read(group.all(), none))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "api.instances = '384' (from default): allowed is a whole number from 1 to 256");

    SettingSources given = new SettingSources(group.all());
    given.add("api.instances", "3", "test");
    assertThat(SettingsLoader.read(group.all(), given).get(instances)).isEqualTo(3);
  }

  @Test
  void aProgramMayHaveItsSettingsAtHand() {
    assertThat(Settings.of(Map.of("api.port", "0", "api.request-timeout", "300ms")).api())
        .extracting(ApiSettings::port, ApiSettings::requestTimeout, ApiSettings::maxUrlBytes)
        .containsExactly(0, Duration.ofMillis(300), 4_096);
    assertThatThrownBy(() -> Settings.of(Map.of("api.port", "-1", "api.prot", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 settings are not right")
        .hasMessageContaining("api.port = '-1' (from the program): allowed is a whole number")
        .hasMessageContaining(
            "api.prot (from the program): unknown; the nearest known is api.port");
    assertThatThrownBy(
            () -> Settings.of(Map.of("tokens.default-lifetime", "2d", "tokens.max-lifetime", "1d")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is longer than");
  }

  @Test
  void theDatabaseThatTheLauncherStartedTakesThePlaceOfNone() {
    Settings settings = Settings.of(Map.of("store.max-batch", "7"));
    DatabaseUrl url = DatabaseUrl.parse("postgresql://user:hidden@host/db");

    StoreSettings store = settings.withDatabase(url).store();

    assertThat(store.url()).isEqualTo(url);
    assertThat(store.maxBatch()).isEqualTo(7);
    assertThat(settings.store().url()).isNull();
  }

  private Path file(String content) throws Exception {
    return Files.writeString(directory.resolve("settings.yaml"), content);
  }

  private static Settings load(
      @Nullable Path file, Map<String, String> environment, Map<String, String> properties)
      throws InvalidSettingsException {
    Properties all = new Properties();
    all.putAll(properties);
    return SettingsLoader.load(file, environment, all);
  }
}
