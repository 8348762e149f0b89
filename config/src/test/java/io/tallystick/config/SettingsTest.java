package io.tallystick.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.config.value.TlsFiles;
import io.tallystick.config.value.TlsFiles.NamedFile;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The declarations of settings, and the classes beside them. */
class SettingsTest {

  @Test
  void everyDeclarationIsNamedAndExplained() {
    assertThat(Settings.declarations())
        .hasSizeGreaterThan(40)
        .allSatisfy(
            setting -> {
              assertThat(setting.name()).matches("[a-z]+(\\.[a-z]+(-[a-z]+)*)+");
              assertThat(setting.help()).matches("[A-Z].{10,300}\\.");
              assertThat(setting.allowed()).isNotBlank();
              assertThat(setting.defaultInWords()).isNotBlank();
            });
    assertThat(Settings.declarations()).extracting(Setting::name).doesNotHaveDuplicates();
    assertThat(Settings.declarations())
        .extracting(Setting::environmentName)
        .doesNotHaveDuplicates();
  }

  @Test
  void everyDefaultIsAllowedAndMayAlsoBeGiven() throws Exception {
    Properties defaults = new Properties();
    for (Setting<?> setting : Settings.declarations()) {
      if (setting.hasLiteralDefault()) {
        defaults.put("tallystick." + setting.name(), setting.defaultInWords());
      }
    }

    assertThat(SettingsLoader.load(null, Map.of(), defaults))
        .hasToString(Settings.of(Map.of()).toString());
  }

  @ParameterizedTest
  @CsvSource({"off, PT0S", "0, PT0S", "0s, PT0S", "1m, PT1M", "30d, PT720H"})
  void aDurationMayBeOff(String text, Duration precision) {
    assertThat(Settings.of(Map.of("tokens.last-used", text)).tokens().lastUsed())
        .isEqualTo(precision);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30s", "31d", "on", ""})
  void otherwiseItIsWithinItsBounds(String text) {
    assertThatThrownBy(() -> Settings.of(Map.of("tokens.last-used", text)))
        .hasMessageContaining("allowed is a duration from 1m to 30d, or off");
  }

  /** A class whose declarations are not among the others would fail here. */
  @Test
  void everyAccessorAnswersByDefault() throws Exception {
    Settings settings = Settings.of(Map.of());
    for (Object object :
        List.of(
            settings,
            settings.api(),
            settings.api().tls(),
            settings.store(),
            settings.tokens(),
            settings.audit(),
            settings.cluster())) {
      for (Method accessor : accessors(object)) {
        // May be null, but throws where a setting was forgotten.
        accessor.invoke(object);
      }
    }
  }

  @Test
  void theFilesOfTlsAreNotMixedUp() {
    Settings settings =
        Settings.of(
            Map.of(
                "cluster.tls-cert", "cert.pem",
                "cluster.tls-key", "key.pem",
                "cluster.tls-ca", "ca.pem"));

    assertThat(settings.cluster().tls())
        .isEqualTo(
            new TlsFiles(
                new NamedFile("cluster.tls-cert", Path.of("cert.pem")),
                new NamedFile("cluster.tls-key", Path.of("key.pem")),
                new NamedFile("cluster.tls-ca", Path.of("ca.pem"))));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "256, 256", "257, 256", "4096, 256"})
  void aMachineWithManyProcessorsHasAnAllowedDefault(int processors, String instances) {
    assertThat(ApiSettings.defaultInstances(processors)).isEqualTo(instances);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "host",
        "höst",
        "a_b.example",
        "a23456789012345678901234567890123456789012345678901234567890123456789",
        "\n"
      })
  void anyHostNameGivesAnAllowedNodeName(String hostName) {
    assertThat(Settings.nodeName(hostName)).matches("[A-Za-z0-9._-]{1,64}");
  }

  private static List<Method> accessors(Object object) {
    return Stream.of(object.getClass().getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .filter(method -> method.getParameterCount() == 0)
        .toList();
  }
}
