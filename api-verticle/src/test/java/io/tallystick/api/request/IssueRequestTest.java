package io.tallystick.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tallystick.api.error.RefusalException;
import io.tallystick.config.Settings;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a caller may have mistyped is told, or refused if that is set. */
class IssueRequestTest {

  private static final Settings SETTINGS = Settings.of(Map.of());

  @Test
  void knownFieldsGiveNoWarning() {
    assertThat(parse("{\"identity\": \"a\", \"expires_in\": 60}", true).warnings()).isEmpty();
    assertThat(parse("{\"identity\": \"a\", \"expiration\": null}", true).warnings()).isEmpty();
  }

  @Test
  void anUnknownFieldIsAWarningOrARefusal() {
    String body = "{\"identity\": \"a\", \"expire_in\": 60}";

    assertThat(parse(body, false).warnings())
        .containsExactly(
            "the field expire_in is unknown and was ignored; the fields are identity, expiration,"
                + " expires_in, label and metadata");
    RefusalException refusal =
        catchThrowableOfType(RefusalException.class, () -> parse(body, true));
    assertThat(refusal.detail())
        .isEqualTo(
            "the field expire_in is unknown; the fields are identity, expiration, expires_in, label"
                + " and metadata");
    assertThat(refusal.identity()).isEqualTo("a");
  }

  @Test
  void clientsThatSentOtherNotesBeforeTheseFieldsWereKnownAreWarnedOrRefused() {
    String body = "{\"identity\": \"old\", \"metadata\": {\"n\": 1}, \"label\": 7}";

    IssueRequest request = parse(body, false);

    assertThat(request.notes()).isEqualTo(new Notes(null, Map.of()));
    assertThat(request.warnings())
        .hasSize(2)
        .allSatisfy(warning -> assertThat(warning).endsWith("; it was ignored"));
    assertThat(request.warnings().get(0)).startsWith("label must be a string of 1 to 100");
    assertThat(request.warnings().get(1)).startsWith("metadata must be an object of at most 16");
    RefusalException refusal =
        catchThrowableOfType(RefusalException.class, () -> parse(body, true));
    assertThat(refusal.detail())
        .asString()
        .startsWith("label must be")
        .endsWith("look like a token");
    assertThat(refusal.identity()).isEqualTo("old");
  }

  @Test
  void aNoteThatIsRightIsKeptBesideOneThatIsNot() {
    IssueRequest request =
        parse("{\"identity\": \"a\", \"label\": \"night\", \"metadata\": []}", false);

    assertThat(request.notes()).isEqualTo(new Notes("night", Map.of()));
    assertThat(request.warnings()).hasSize(1);
  }

  @Test
  void manyUnknownOrLongFieldsMakeNoLongAnswer() {
    StringBuilder body = new StringBuilder("{\"identity\": \"a\"");
    for (int i = 0; i < 500; i++) {
      body.append(", \"").append(i).append("-🧾".repeat(100)).append("\": 1");
    }

    assertThat(parse(body.append('}').toString(), false).warnings())
        .hasSize(5)
        .allSatisfy(warning -> assertThat(warning).hasSizeLessThan(200).contains("-🧾-🧾"));
  }

  private static IssueRequest parse(String body, boolean strict) {
    return IssueRequest.parse(
        IssueRequest.json(Buffer.buffer(body)),
        IssueRequest.terms(SETTINGS.tokens(), strict),
        Instant.EPOCH);
  }
}
