package io.tallystick.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.config.value.DatabaseUrl.Server;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The text forms of values: what is written is read again, and what is wrong is only refused. */
class TextFormsPropertyTest {

  private static final String SECRET = "hidden";

  @Property
  void aDurationIsReadAsItIsWritten(
      @ForAll @LongRange(min = 0, max = 3_155_760_000_000L) long millis) {
    Duration duration = Duration.ofMillis(millis);

    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
    assertThat(Durations.parse(" " + duration + " ")).isEqualTo(duration);
  }

  @Property
  void aDurationFinerThanMillisecondsIsReadAsItIsWritten(@ForAll @LongRange(min = 0) long nanos) {
    Duration duration = Duration.ofNanos(nanos);

    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
  }

  @Property
  void aNumberOfAnyLengthIsReadOrRefused(
      @ForAll @LongRange(min = 0) long number, @ForAll("units") String unit) {
    assertReadOrRefused(Durations::parse, number + unit);
  }

  @Provide
  Arbitrary<String> units() {
    return Arbitraries.of("ms", "s", "m", "h", "d");
  }

  @Property
  void anyOtherDurationIsRefused(@ForAll("texts") String text) {
    assertReadOrRefused(Durations::parse, text);
  }

  @Property
  void networksAreReadAsTheyAreWritten(
      @ForAll int ipv4, @ForAll @IntRange(max = 32) int bits, @ForAll int ipv6) {
    String text =
        "%s/%d, fd00::%x:%x, ::ffff:%s"
            .formatted(
                dotted(bits == 0 ? 0 : ipv4 & (-1 << (32 - bits))),
                bits,
                ipv6 >>> 16,
                ipv6 & 0xffff,
                dotted(ipv4));

    Networks networks = Networks.parse(text);

    assertThat(Networks.parse(networks.toString())).isEqualTo(networks);
    assertThat(networks.contain(Networks.address(dotted(ipv4)))).isTrue();
  }

  @Property
  void anyOtherNetworksAreRefused(@ForAll("texts") String text) {
    assertReadOrRefused(Networks::parse, text);
    assertReadOrRefused(Networks::address, text);
  }

  @Property
  void aDatabaseUrlIsReadAsItIsWritten(
      @ForAll("names") String user,
      @ForAll("names") String password,
      @ForAll("names") String database,
      @ForAll @IntRange(min = 1, max = 65_535) int port) {
    DatabaseUrl url =
        DatabaseUrl.parse(
            "postgresql://%s:%s@one:%d,[::1]:%d/%s?sslmode=require"
                .formatted(encode(user), encode(password), port, port, encode(database)));

    assertThat(url)
        .isEqualTo(
            new DatabaseUrl(
                List.of(new Server("one", port), new Server("::1", port)),
                database,
                user,
                password,
                "require",
                null));
  }

  @Property
  void aPortOutOfRangeIsRefused(@ForAll @LongRange(min = 65_536) long port) {
    assertThatThrownBy(() -> DatabaseUrl.parse("postgresql://u:hidden@h:" + port + "/d"))
        .hasMessage("a port is a number from 1 to 65535")
        .hasNoCause();
  }

  @Property
  void anyOtherDatabaseUrlIsRefusedWithoutShowingIt(@ForAll("texts") String text) {
    assertReadOrRefusedInSecret(SECRET + text);
    assertReadOrRefusedInSecret("postgresql://u:" + SECRET + text + "@h:1/d");
    assertReadOrRefusedInSecret("postgresql://u:" + SECRET + "@h" + text + SECRET + "/d");
    assertReadOrRefusedInSecret("postgresql://u:" + SECRET + "@h:1/d" + text + SECRET);
    assertReadOrRefusedInSecret("postgresql://u:" + SECRET + "@h:1/d?" + text + SECRET);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "%",
            "%zz",
            "%00",
            "%ff",
            "%2",
            ":",
            "@",
            "/",
            "?",
            "#",
            "&",
            "=",
            ",",
            "[",
            "]",
            "[::1]",
            "sslmode=",
            "sslrootcert=",
            "verify-full",
            "host",
            "0",
            "99999",
            "10.0.0.0",
            "/8",
            "::",
            "ffff:",
            "1",
            "d",
            "ms",
            "PT",
            "P1Y",
            "-",
            "+",
            " ",
            "\n",
            "\0",
            "*",
            "é",
            "\ud800");
    return Arbitraries.oneOf(
        pieces.list().ofMaxSize(8).map(list -> String.join("", list)), Arbitraries.strings());
  }

  /** Text that a database may take as a name: any Unicode but the character 0. */
  @Provide
  Arbitrary<String> names() {
    return Arbitraries.integers()
        .between(1, Character.MAX_CODE_POINT)
        .filter(c -> Character.getType(c) != Character.SURROGATE)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(list -> list.stream().map(Character::toString).collect(Collectors.joining()));
  }

  private static void assertReadOrRefused(Function<String, ?> parser, String text) {
    try {
      assertThat(parser.apply(text)).isNotNull();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void assertReadOrRefusedInSecret(String text) {
    try {
      assertThat(DatabaseUrl.parse(text)).isNotNull();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasNoCause();
      assertThat(e.getMessage()).isNotBlank().doesNotContain(SECRET);
    }
  }

  private static String dotted(int ipv4) {
    return "%d.%d.%d.%d".formatted(ipv4 >>> 24, ipv4 >>> 16 & 255, ipv4 >>> 8 & 255, ipv4 & 255);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
