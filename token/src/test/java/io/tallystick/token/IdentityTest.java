package io.tallystick.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No identity looks like another one, or like a secret. */
class IdentityTest {

  private static final String SECRET = "btUTPXUTxfzmq4IhbSRZGiAzpyGgyhnly9reMa1AwaS";

  @ParameterizedTest
  @CsvSource({
    "200B, invisible",
    "200D, invisible",
    "2060, invisible",
    "FEFF, invisible",
    "00AD, invisible",
    "202E, invisible",
    "2066, invisible",
    "E0041, invisible",
    "034F, invisible",
    "3164, invisible",
    "FE0F, invisible",
    "E000, invisible",
    "10FFFD, invisible",
    "0378, invisible",
    "FFFF, invisible",
    "00A0, the blank U+00A0",
    "2003, the blank U+2003",
    "202F, the blank U+202F",
    "3000, the blank U+3000",
    "1680, the blank U+1680",
    "2800, the blank U+2800",
    "0009, control character U+0009",
    "000A, control character U+000A",
    "007F, control character U+007F",
    "0085, control character U+0085",
    "2028, control character U+2028",
    "D800, half of a surrogate pair",
  })
  void whatCannotBeSeenIsRefusedByName(String hex, String sentence) {
    int codePoint = Integer.parseInt(hex, 16);
    for (String form : new String[] {"bil%sling", "%sbilling", "billing%s"}) {
      String identity = form.formatted(Character.toString(codePoint));

      assertThat(refusalOf(identity)).as(form).contains(sentence, "U+" + hex);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "billing",
        "Billing",
        "team a;b",
        "bill & söns+1",
        "счёт",
        "請求書",
        "فاتورة",
        "🧾",
        "spiffe://cluster.local/ns/pay/sa/billing",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "BillingServiceForTheEuropeanMarketProduction",
      })
  void whatCanBeSeenIsKeptAsItIs(String identity) {
    assertThat(Identity.ofNewToken(identity)).isEqualTo(identity);
  }

  @Test
  void twoFormsOfOneTextAreOneIdentity() {
    assertThat(Identity.ofNewToken("so\u0308ns")).isEqualTo("s\u00f6ns");
    assertThat(Identity.ofNewToken("\u212bngström")).isEqualTo("\u00c5ngström");
  }

  @ParameterizedTest
  @ValueSource(strings = {" billing", "billing ", " billing "})
  void aBlankAtAnEndIsRefused(String identity) {
    assertThat(refusalOf(identity)).contains("begins or ends with a blank");
  }

  @Test
  void aSecretAloneIsNoIdentity() {
    assertThat(refusalOf(SECRET)).contains("looks like a token").doesNotContain(SECRET);
    assertThat(refusalOf("my " + SECRET)).contains("looks like a token");
    assertThat(refusalOf(SECRET.replaceAll("\\d", "x"))).contains("looks like a token");
    // The sign of Kelvin becomes the letter K.
    assertThat(refusalOf(SECRET.replace("yGgy", "y\u212a\u212ay"))).contains("looks like a token");
  }

  @Test
  void theLengthIsThatOfTheFormThatIsStored() {
    assertThat(Identity.ofNewToken("o\u0308".repeat(255))).hasSize(255);
    // It has no composed character, so its form NFC is longer.
    assertThat(refusalOf("\u0958".repeat(128))).contains("256 characters; at most 255");
  }

  @ParameterizedTest
  @ValueSource(strings = {"so\u0308ns", "a\u200bb", "a\u00a0b", " billing", "a\ue000b"})
  void whatAnEarlierBuildHasIssuedForCanStillBeAskedFor(String identity) {
    assertThat(Identity.mayHaveToken(identity)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "a\u0000b", "a\u2028b", SECRET})
  void whatWasNeverAnIdentityOrIsASecretIsNotAskedFor(String identity) {
    assertThat(Identity.mayHaveToken(identity)).isFalse();
  }

  private static String refusalOf(String identity) {
    InvalidIdentityException refusal =
        catchThrowableOfType(InvalidIdentityException.class, () -> Identity.ofNewToken(identity));
    assertThat(refusal).as(identity).isNotNull();
    return refusal.getMessage();
  }
}
