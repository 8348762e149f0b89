package io.tallystick.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Both forms of a token's public id. */
class TokenIdTest {

  @Property
  void bothFormsAreRead(@ForAll long high, @ForAll long low) {
    UUID id = new UUID(high, low);
    String token = new Token("api", id, new byte[Token.SECRET_BYTES]).text();

    assertThat(TokenId.parse(token.substring(4, 4 + TokenId.DIGITS))).contains(id);
    assertThat(TokenId.parse(id.toString())).contains(id);
    assertThat(TokenId.parse(id.toString().toUpperCase(Locale.ROOT))).contains(id);
  }

  @Example
  void whatIsNeitherIsRefused() {
    for (String text :
        List.of(
            "",
            "seven",
            "1-1-1-1-1",
            "z".repeat(TokenId.DIGITS),
            "0".repeat(TokenId.DIGITS - 1),
            "0".repeat(TokenId.DIGITS + 1),
            "0".repeat(TokenId.DIGITS - 1) + "-",
            "{01a21387-5069-7d34-8b32-66ee96c95e4a}")) {
      assertThat(TokenId.parse(text)).as(text).isEmpty();
    }
  }
}
