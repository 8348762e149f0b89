package io.tallystick.api.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.config.value.Networks;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in, by the address they come from and by what trusted proxies say. */
class CallerAddressTest {

  private static final Networks INTERNAL = Networks.parse("10.0.0.0/8, fc00::/7");
  private static final Networks PROXIES = Networks.parse("192.0.2.0/24, 2001:db8:ffff::/48");

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, true",
    "11.1.2.3, false",
    "::ffff:10.1.2.3, true",
    "::ffff:11.1.2.3, false",
    "0:0:0:0:0:ffff:a01:203, true",
    "fd00::1, true",
    "fd00::1%eth0, true",
    "fe80::1, false",
    "::1, false"
  })
  void aDirectCallerIsWhereItsConnectionComesFrom(String peer, boolean internal) {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("X-Forwarded-For", "10.9.9.9")
            .add("Forwarded", "for=10.9.9.9");

    CallerAddress caller = CallerAddress.of(peer, headers, PROXIES, INTERNAL);

    assertThat(caller.internal()).isEqualTo(internal);
    assertThat(caller.forwarded()).as("not from a trusted proxy").isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "10.0.0.1                             | 10.0.0.1    | true",
        "203.0.113.7                          | 203.0.113.7 | false",
        "10.0.0.1, 203.0.113.7                | 203.0.113.7 | false",
        "203.0.113.7, 10.0.0.1                | 10.0.0.1    | true",
        "made up, 10.0.0.1                    | 10.0.0.1    | true",
        "10.0.0.1, 192.0.2.9, 192.0.2.8       | 10.0.0.1    | true",
        "203.0.113.7, 192.0.2.9, 192.0.2.8    | 203.0.113.7 | false",
        "10.0.0.1, 192.0.2.9, 203.0.113.7     | 203.0.113.7 | false",
        "10.0.0.1:4711                        | 10.0.0.1    | true",
        "::ffff:10.0.0.1                      | 10.0.0.1    | true",
        "[fd00::1]:4711                       | fd00::1     | true",
        "fd00::1                              | fd00::1     | true",
        "192.0.2.9                            | 192.0.2.9   | true",
        "unknown                              | -           | false",
        "10.0.0.1, unknown                    | -           | false",
        "10.0.0.0/8                           | -           | false",
        "10.0.0.1-9                           | -           | false",
        "10.0.1                               | -           | false",
        "012.0.0.1                            | -           | false",
        "''                                   | -           | false",
      })
  void aTrustedProxyIsReadFromTheRight(String header, String forwarded, boolean internal) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("X-Forwarded-For", header);

    CallerAddress caller = CallerAddress.of("192.0.2.1", headers, PROXIES, INTERNAL);

    assertThat(caller.internal()).isEqualTo(internal);
    assertThat(caller.forwarded() == null ? null : caller.forwarded().toCanonicalString())
        .isEqualTo(forwarded);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=10.0.0.1;proto=https;by=192.0.2.1 | true",
        "proto=https;FOR=10.0.0.1              | true",
        "for=\"[fd00::1]:4711\"                | true",
        "for=\"10.0.0.1:4711\"                 | true",
        "for=10.0.0.1, for=203.0.113.7         | false",
        "for=203.0.113.7, for=10.0.0.1         | true",
        "for=_hidden                           | false",
        "for=unknown                           | false",
        "by=10.0.0.1                           | false",
      })
  void theStandardHeaderCountsLikeTheOldOne(String header, boolean internal) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Forwarded", header);

    assertThat(CallerAddress.of("192.0.2.1", headers, PROXIES, INTERNAL).internal())
        .isEqualTo(internal);
  }

  @Test
  void bothHeadersMustLeadToAnInternalAddress() {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("X-Forwarded-For", "203.0.113.7")
            .add("Forwarded", "for=10.0.0.1");

    CallerAddress caller = CallerAddress.of("192.0.2.1", headers, PROXIES, INTERNAL);

    assertThat(caller.internal()).isFalse();
  }

  @Test
  void headerLinesFollowEachOtherLikeOneLongLine() {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("X-Forwarded-For", "10.0.0.1")
            .add("X-Forwarded-For", "203.0.113.7");

    CallerAddress caller = CallerAddress.of("192.0.2.1", headers, PROXIES, INTERNAL);

    assertThat(caller.internal()).isFalse();
  }
}
