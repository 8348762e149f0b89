package io.tallystick.api.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.config.Settings;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts are the service's own, so that no DNS name of others leads to it. */
class OwnHostsTest {

  private static final OwnHosts HOSTS =
      new OwnHosts(
          Settings.of(
                  Map.of("api.host", "Node-1.internal", "api.host-names", "tokens.example.org, t2"))
              .api());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "[::1]",
        "[fd00::1]",
        "localhost",
        "LocalHost",
        "node-1.internal",
        "tokens.example.org",
        "TOKENS.example.org",
        "t2",
      })
  void addressesAndItsNamesAreItsOwn(String host) {
    assertThat(HOSTS.contain(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.org",
        "evil.tokens.example.org",
        "localhost.example.org",
        "127.0.0.1.example.org",
        "127.0.0.1.",
        "127.1",
        "0x7f.0.0.1",
        "[::1",
        "[localhost]",
        "",
        "null",
      })
  void everythingElseIsNot(String host) {
    assertThat(HOSTS.contain(host)).isFalse();
  }
}
