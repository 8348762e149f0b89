package io.tallystick.api.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.config.value.Networks;
import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Forwarded} by the grammar of RFC 7239: no quoting makes an outsider an insider. */
class ForwardedHeaderTest {

  private static final Networks INTERNAL = Networks.parse("10.0.0.0/8, fc00::/7");
  private static final Networks PROXIES = Networks.parse("192.0.2.0/24");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      value = {
        "for=10.0.0.1                        ;10.0.0.1",
        "for=\"10.0.0.1\"                    ;10.0.0.1",
        "FoR=\"1\\0.0.0.1\"                  ;10.0.0.1",
        "for=\"[2001:db8::1]:80\"            ;[2001:db8::1]:80",
        "for=_a.b-c_d                        ;_a.b-c_d",
        "for=8.8.8.8,\tby=_x , for=unknown   ;8.8.8.8||unknown",
        "for=8.8.8.8, host=\"a,for=10.1.1.1\";8.8.8.8|",
        "host=\"\\\"for=10.1.1.1\\\"\"       ;",
      })
  void elementsAreSeparatedByCommasOutsideOfQuotes(String line, String nodes) {
    assertThat(String.join("|", ForwardedHeader.nodes(List.of(line.trim()))))
        .isEqualTo(nodes == null ? "" : nodes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for=8.8.8.8;host=\"a,for=10.1.1.1\"",
        "for=8.8.8.8;host=\"a\\\",for=10.1.1.1\"",
        "for=8.8.8.8;host=\"a;for=10.1.1.1\"",
        "for=10.1.1.1;for=8.8.8.8",
        "for=8.8.8.8;For=10.1.1.1",
        "for=10.1.1.1;host=\"a",
        "for=10.1.1.1;host=\"a\\\"",
        "for=10.1.1.1;host=\"a\"b",
        "for=10.1.1.1 ;proto=http",
        "for=10.1.1.1; proto=http",
        "for =10.1.1.1",
        "for= 10.1.1.1",
        "for=10.1.1.1 junk",
        "for=10.1.1.1,",
        "for=10.1.1.1,;",
        "for=\"\"",
        "for=10.1.1.1:80",
        "for=[fd00::1]",
        "for=fd00::1",
        "for=\"fd00::1\"",
        "for=\"[fd00::1\"",
        "for=\"[fd00::1]80\"",
        "for=\"[fd00::1%eth0]\"",
        "for=\"[10.1.1.1]\"",
        "for=\"10.1.1.1:\"",
        "for=\"10.1.1.1:123456\"",
        "for=\"10.1.1.1:80:80\"",
        "for=\"10.1.1.1:_\"",
        "for=\"10.1.1.1 \"",
        "for=\"10.1.1.1,10.1.1.1\"",
        "for=10.1.1.0/24",
        "for=10.1.1",
        "for=0x0a.1.1.1",
        "for=\"made up\", for=10.1.1.1",
        "for=_hidden",
        "for=unknown",
        "for=\"_hidden:80\"",
        "by=10.1.1.1",
        "10.1.1.1",
        "",
      })
  void whatDoesNotParseOrGivesNoAddressIsOutside(String header) {
    assertThat(isInternal("Forwarded", header)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for=10.1.1.1;proto=http;by=\"[::1]:_x\";host=\"a,b;c=\\\"d\\\"\"",
        "for=\"10.1.1.1:80\"",
        "for=\"10.1.1.1:_port\"",
        "for=\"[fd00::1]\"",
        "for=\"[fd00::1]:80\"",
        "for=\"[::ffff:10.1.1.1]\"",
        "for=_hidden , for=10.1.1.1",
        "by=_x,for=10.1.1.1",
        "for=8.8.8.8, for=10.1.1.1, for=192.0.2.7",
      })
  void anInternalAddressThatIsWellWrittenIsInside(String header) {
    assertThat(isInternal("Forwarded", header)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.1.1.1 junk",
        "10.1.1.1:",
        "10.1.1.1:junk",
        "10.1.1.1:80:80",
        "10.1.1.1:123456",
        "[fd00::1]junk",
        "[fd00::1]:",
        "[fd00::1",
        "fd00::1]",
        "fd00::1%eth0",
        "[10.1.1.1]",
        "\"10.1.1.1\"",
        "for=10.1.1.1",
        "10.1.1.1;",
        "10.1.1.1,",
        "\u00a010.1.1.1",
        "_hidden",
      })
  void theOldHeaderIsReadAsStrictly(String header) {
    assertThat(isInternal("X-Forwarded-For", header)).isFalse();
  }

  private static boolean isInternal(String name, String... lines) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (String line : lines) {
      headers.add(name, line);
    }
    return CallerAddress.of("192.0.2.1", headers, PROXIES, INTERNAL).internal();
  }
}
