package io.tallystick.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tallystick.api.error.RefusalException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that two parsers could read differently are refused, and the sentence says why. */
class StrictJsonTest {

  private static final String VALID = "{\"identity\": \"söns\", \"nested\": {\"identity\": 1}}";

  @Test
  void validJsonIsRead() {
    assertThat(StrictJson.parse(Buffer.buffer(VALID), "x"))
        .isEqualTo(
            new JsonObject()
                .put("identity", "söns")
                .put("nested", new JsonObject().put("identity", 1)));
  }

  @Test
  void aByteOrderMarkIsIgnored() {
    assertThat(StrictJson.parse(Buffer.buffer("\ufeff" + VALID), "x"))
        .isInstanceOf(JsonObject.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"identity\": \"a\", \"identity\": \"b\"}      | has a field twice",
        "{\"identity\": \"a\", \"\\u0069dentity\": \"b\"} | has a field twice",
        "{\"identity\": \"a\", \"n\": {\"x\": 1, \"x\": 2}} | has a field twice",
        "{\"identity\": \"a\" /* b */}                   | has comments",
        "{\"identity\": \"a\"} // b                      | has comments",
        "{\"identity\": \"a\"} # b                       | has comments",
        "{\"identity\": \"a\"                            | is not JSON",
        "{\"identity\": \"a\"} {}                        | is not JSON",
        "{'identity': 'a'}                               | is not JSON",
        "{identity: \"a\"}                               | is not JSON",
        "{\"identity\": \"a\",}                          | is not JSON",
        "{\"identity\": NaN}                             | is not JSON",
        "{\"identity\": +1}                              | is not JSON",
        "{\"identity\": 007}                             | is not JSON",
        "{\"identity\": \"a\tb\"}                        | is not JSON",
      })
  void whatIsNotStrictJsonIsRefused(String body, String sentence) {
    assertThat(refusalOf(Buffer.buffer(body))).contains("the body " + sentence, "send such as x");
  }

  @Test
  void jsonBeyondTheLimitsOfTheParserIsCalledThat() {
    String deep = "{\"identity\": " + "[".repeat(2_000) + "]".repeat(2_000) + "}";
    String endless = "[".repeat(100_000);
    String longNumber = "{\"identity\": " + "1".repeat(2_000) + "}";

    assertThat(refusalOf(Buffer.buffer(deep))).contains("nested too deep", "send such as x");
    assertThat(refusalOf(Buffer.buffer(endless))).contains("nested too deep");
    assertThat(refusalOf(Buffer.buffer(longNumber))).contains("a number that is too long");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE", "ISO-8859-1"})
  void otherEncodingsAreRefused(String encoding) {
    Buffer body = Buffer.buffer(VALID.getBytes(Charset.forName(encoding)));

    assertThat(refusalOf(body)).contains("not in UTF-8");
  }

  private static String refusalOf(Buffer body) {
    RefusalException refusal =
        catchThrowableOfType(RefusalException.class, () -> StrictJson.parse(body, "x"));
    assertThat(refusal).as(body.toString(StandardCharsets.UTF_8)).isNotNull();
    return (String) refusal.detail();
  }
}
