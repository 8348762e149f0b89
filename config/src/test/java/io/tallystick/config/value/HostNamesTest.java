package io.tallystick.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of hosts, without what surrounds them in a URL. */
class HostNamesTest {

  @Test
  void caseDoesNotMatter() {
    HostNames names = HostNames.parse("Tokens.Example.org, t2,");

    assertThat(names).hasToString("t2, tokens.example.org");
    assertThat(names.contain("TOKENS.example.ORG")).isTrue();
    assertThat(names.contain("example.org")).isFalse();
    assertThat(HostNames.parse(names.toString())).isEqualTo(names);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://a.example", "a:8080", "*.example.org", "a..b", "-a", "a b", "a/", "ä"})
  void whatIsNoNameIsShownInTheError(String text) {
    assertThatThrownBy(() -> HostNames.parse("ok, " + text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is not a host name without scheme and port");
  }
}
