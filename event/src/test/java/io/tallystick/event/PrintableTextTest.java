package io.tallystick.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a text contains, a terminal shows it, and shows nothing else. */
class PrintableTextTest {

  // General categories of Unicode: other (control, format, and so on), and separators of lines.
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
  private static final Pattern ESCAPE = Pattern.compile("\\\\u\\{([0-9a-f]+)}");
  private static final Pattern JSON_ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

  @Example
  void plainTextIsUnchanged() {
    for (String plain : new String[] {"", "billing", "C:\\users\\ü", "Ω 料金 🎟", "50% \\u001b"}) {
      assertThat(PrintableText.of(plain)).isEqualTo(plain);
      assertThat(PrintableText.lines(plain)).isEqualTo(plain);
      assertThat(PrintableText.json(plain)).isEqualTo(plain);
    }
  }

  @Example
  void whatWouldDeceiveIsEscaped() {
    assertThat(PrintableText.of("BROKEN\u001b[2K\rintact"))
        .isEqualTo("BROKEN\\u{1b}[2K\\u{d}intact");
    assertThat(PrintableText.of("a\u009bb\u007f")).isEqualTo("a\\u{9b}b\\u{7f}");
    assertThat(PrintableText.of("\u202egnillib\u200b")).isEqualTo("\\u{202e}gnillib\\u{200b}");
    assertThat(PrintableText.of("\u3164\u034f\ufe0f")).isEqualTo("\\u{3164}\\u{34f}\\u{fe0f}");
    assertThat(PrintableText.of("row\nrow\u2028row")).isEqualTo("row\\u{a}row\\u{2028}row");
    assertThat(PrintableText.of("\ud800-\udbff\udffd")).isEqualTo("\\u{d800}-\\u{10fffd}");
    assertThat(PrintableText.lines("one\u001b\r\ntwo\n")).isEqualTo("one\\u{1b}\\u{d}\ntwo\n");
    assertThat(PrintableText.json("{\"a\":\t\"\u009b\udb40\udc01\"}\r"))
        .isEqualTo("{\"a\": \"\\u009b\\udb40\\udc01\"} ");
  }

  @Property(tries = 500)
  void nothingUnprintableIsLeft(@ForAll("texts") String text) {
    assertThat(PrintableText.of(text)).doesNotContainPattern(UNPRINTABLE);
    assertThat(PrintableText.json(text)).doesNotContainPattern(UNPRINTABLE);
    assertThat(PrintableText.lines(text).replace("\n", "")).doesNotContainPattern(UNPRINTABLE);
  }

  @Property(tries = 500)
  void theTextCanBeReadBack(@ForAll("texts") String text) {
    assertThat(
            ESCAPE
                .matcher(PrintableText.of(text))
                .replaceAll(
                    escape ->
                        Matcher.quoteReplacement(
                            Character.toString(Integer.parseInt(escape.group(1), 16)))))
        .isEqualTo(text);
  }

  @Property(tries = 500)
  void jsonKeepsItsValue(@ForAll("texts") String text) {
    // As in a string of JSON: without control characters below the space, and without backslashes.
    String content = text.replaceAll("[\\x00-\\x1f\\\\]", "");
    assertThat(
            JSON_ESCAPE
                .matcher(PrintableText.json(content))
                .replaceAll(
                    escape -> Character.toString((char) Integer.parseInt(escape.group(1), 16))))
        .isEqualTo(content);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
            Arbitraries.integers().between(0, 0xff).map(Character::toString),
            Arbitraries.integers().between(0, 0xffff).map(c -> String.valueOf((char) (int) c)),
            Arbitraries.integers().between(0x10000, 0x10ffff).map(Character::toString),
            Arbitraries.of("\\", "u", "{", "}", "1b", "5c", "\\u{", "\n", "\u202e", "\u001b["))
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }
}
