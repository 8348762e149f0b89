package io.tallystick.api.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.config.value.Networks;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** No header that a caller sends, and no change of one, makes an outsider an insider. */
class ForwardedHeaderPropertyTest {

  private static final Networks INTERNAL = Networks.parse("10.0.0.0/8, fc00::/7");
  private static final Networks PROXIES = Networks.parse("192.0.2.0/24");
  private static final String TCHAR =
      "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  @Property
  void aValidHeaderIsReadAsItWasWritten(@ForAll("elements") List<Element> elements) {
    String line = elements.stream().map(Element::text).collect(Collectors.joining(", "));

    assertThat(ForwardedHeader.nodes(List.of(line)))
        .isEqualTo(elements.stream().map(Element::node).toList());
  }

  @Property
  void whatACallerSendsBeforeAProxysElementNeverMakesItInternal(
      @ForAll("sent") String sent, @ForAll("proxies") String added) {
    String oneLine = sent + ", " + added;

    assertThat(isInternal("Forwarded", oneLine)).as(oneLine).isFalse();
    assertThat(isInternal("Forwarded", sent, added)).as("lines: " + oneLine).isFalse();
  }

  @Property
  void noChangeOfACharacterMakesACallerInternal(
      @ForAll("proxies") String added,
      @ForAll @IntRange(max = 200) int place,
      @ForAll("pieces") String piece) {
    String header = "for=8.8.8.8;host=\"10.1.1.1, for=10.1.1.1\", " + added;
    int at = place % header.length();

    for (String changed :
        List.of(
            header.substring(0, at) + piece + header.substring(at + 1),
            header.substring(0, at) + piece + header.substring(at),
            header.substring(0, at) + header.substring(at + 1))) {
      assertThat(isInternal("Forwarded", changed)).as(changed).isFalse();
    }
  }

  @Property
  void anyTextIsReadWithoutAnError(@ForAll String text) {
    assertThat(isInternal("Forwarded", text)).isFalse();
  }

  /** An element of the header, and the value of its parameter {@code for}. */
  record Element(String text, String node) {}

  @Provide
  Arbitrary<List<Element>> elements() {
    Arbitrary<String> names = Arbitraries.of("for", "FOR", "by", "host", "proto", "x-other");
    Arbitrary<String> values = Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(20);
    Arbitrary<Element> element =
        Combinators.combine(
                Arbitraries.maps(names, values).ofMinSize(1).ofMaxSize(4),
                Arbitraries.integers().between(0, 1 << 20))
            .as(ForwardedHeaderPropertyTest::element);
    return element.list().ofMinSize(1).ofMaxSize(5);
  }

  private static Element element(Map<String, String> drawn, int quoting) {
    Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    parameters.putAll(drawn);
    StringBuilder text = new StringBuilder();
    int bits = quoting;
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      String value = parameter.getValue();
      boolean token = !value.isEmpty() && value.chars().allMatch(c -> TCHAR.indexOf(c) >= 0);
      text.append(text.isEmpty() ? "" : ";")
          .append(parameter.getKey())
          .append('=')
          .append(token && (bits & 1) == 0 ? value : quoted(value, bits >> 1));
      bits = bits >> 4;
    }
    return new Element(text.toString(), parameters.getOrDefault("for", ""));
  }

  /** A quoted string. Each character may be escaped, and these two must be. */
  private static String quoted(String value, int escapes) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\' || (escapes >> (i % 20) & 1) == 1) {
        text.append('\\');
      }
      text.append(c);
    }
    return text.append('"').toString();
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
        "\"", "\\", ",", ";", "=", " ", "\t", "for=", "for=10.1.1.1", "a", "host=", "\"\"", "\\\"");
  }

  @Provide
  Arbitrary<String> sent() {
    return pieces().list().ofMaxSize(12).map(pieces -> String.join("", pieces));
  }

  /** What a trusted proxy writes of a caller from outside. */
  @Provide
  Arbitrary<String> proxies() {
    return Arbitraries.of(
        "for=8.8.8.8",
        "for=\"8.8.8.8:80\"",
        "for=\"[2001:db8::1]:80\"",
        "for=8.8.8.8;host=\"a\"",
        "host=\"\";for=8.8.8.8;proto=http");
  }

  private static boolean isInternal(String name, String... lines) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (String line : lines) {
      headers.add(name, line);
    }
    return CallerAddress.of("192.0.2.1", headers, PROXIES, INTERNAL).internal();
  }
}
