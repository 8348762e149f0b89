package io.tallystick.api.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.api.error.RefusalException;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;

/** Which keys are taken, and which bodies are the same. */
class IdempotencyKeyTest {

  @Property
  void aKeyIsTheSameWithQuotesAndWithout(@ForAll("keys") String key) {
    assertThat(in(key)).isEqualTo(key);
    assertThat(in('"' + key + '"')).isEqualTo(key);
  }

  @Property
  void whatHasAnotherCharacterIsRefused(
      @ForAll("keys") @StringLength(max = 200) String key, @ForAll("others") String other) {
    for (String wrong : List.of(key + other, other + key, '"' + key + other + '"')) {
      assertThatThrownBy(() -> in(wrong))
          .isInstanceOfSatisfying(
              RefusalException.class,
              refusal ->
                  assertThat(refusal.detail().toString())
                      .startsWith("Idempotency-Key must be sent once, with 1 to 255 visible"));
    }
  }

  @Example
  void noKeyHasMoreThan255Characters() {
    assertThat(in("k".repeat(255))).hasSize(255);
    for (String wrong : List.of("", "\"\"", "k".repeat(256), "\"k", "k\"")) {
      assertThatThrownBy(() -> in(wrong)).isInstanceOf(RefusalException.class);
    }
  }

  @Example
  void twoKeysAreRefused() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.add("idempotency-key", "a").add("Idempotency-Key", "a");

    assertThatThrownBy(() -> IdempotencyKey.in(headers)).isInstanceOf(RefusalException.class);
  }

  @Property
  void bodiesAreTheSameWhateverTheOrderOfTheirFields(
      @ForAll("bodies") Map<String, Object> body, @ForAll Random random) {
    List<String> names = new ArrayList<>(body.keySet());
    Collections.shuffle(names, random);
    JsonObject shuffled = new JsonObject();
    names.forEach(name -> shuffled.put(name, body.get(name)));

    String sent = CanonicalJson.of(new JsonObject(shuffled.encodePrettily()));

    assertThat(sent).isEqualTo(CanonicalJson.of(new JsonObject(body)));
    assertThat(new JsonObject(sent)).isEqualTo(new JsonObject(new JsonObject(body).encode()));
  }

  @Property
  void otherBodiesAreOthers(
      @ForAll("bodies") Map<String, Object> body, @ForAll("bodies") Map<String, Object> other) {
    assertThat(
            CanonicalJson.of(new JsonObject(body)).equals(CanonicalJson.of(new JsonObject(other))))
        .isEqualTo(new JsonObject(body).equals(new JsonObject(other)));
  }

  private static String in(String value) {
    return IdempotencyKey.in(MultiMap.caseInsensitiveMultiMap().add("Idempotency-Key", value));
  }

  @Provide
  Arbitrary<String> keys() {
    return Arbitraries.strings()
        .withCharRange('!', '~')
        .excludeChars('"', '\\')
        .ofMinLength(1)
        .ofMaxLength(255);
  }

  @Provide
  Arbitrary<String> others() {
    return Arbitraries.of(" ", "\t", "\"", "\\", "\u007f", "é", "\0", "\u2028");
  }

  @Provide
  Arbitrary<Map<String, Object>> bodies() {
    Arbitrary<Object> values =
        Arbitraries.oneOf(
            Arbitraries.strings().ascii().ofMaxLength(5).map(Object.class::cast),
            Arbitraries.integers().map(Object.class::cast),
            Arbitraries.of(true, false),
            Arbitraries.maps(names(), Arbitraries.integers()).ofMaxSize(3).map(Object.class::cast),
            Arbitraries.integers().list().ofMaxSize(3).map(Object.class::cast));
    return Arbitraries.maps(names(), values).ofMaxSize(5);
  }

  private static Arbitrary<String> names() {
    return Arbitraries.strings().withChars('a', 'b', 'c', '"').ofMinLength(1).ofMaxLength(2);
  }
}
