package io.tallystick.api.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ids a request has, and which of them its answer gets. */
class RequestIdsTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final UUID MADE = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");

  @Test
  void aRequestWithoutIdsGetsOneAndATraceOfTheSameDigits() {
    RequestIds ids = of(null, null);

    assertThat(ids.own()).isEqualTo(MADE.toString());
    assertThat(ids.caller()).isNull();
    assertThat(ids.requestId()).isEqualTo(MADE.toString());
    assertThat(ids.traceparent()).matches("00-01890a5dac96774bbcceb302099a8057-[0-9a-f]{16}-00");
  }

  @Test
  void theCallersRequestIdIsSentBack() {
    RequestIds ids = of("order-7.A:b_c", null);

    assertThat(ids.own()).isEqualTo(MADE.toString());
    assertThat(ids.caller()).isEqualTo("order-7.A:b_c");
    assertThat(ids.requestId()).isEqualTo("order-7.A:b_c");
    assertThat(ids.traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
  }

  @Test
  void theCallersTraceGoesOnWithAParentOfItsOwn() {
    RequestIds ids = of(null, "00-" + TRACE + "-" + PARENT + "-01");

    assertThat(ids.caller()).isEqualTo(TRACE);
    assertThat(ids.requestId()).isEqualTo(MADE.toString());
    assertThat(ids.traceparent())
        .matches("00-" + TRACE + "-[0-9a-f]{16}-01")
        .doesNotContain(PARENT);
  }

  @Test
  void ofBothTheEventHasTheTraceId() {
    RequestIds ids = of("order-7", "00-" + TRACE + "-" + PARENT + "-00");

    assertThat(ids.caller()).isEqualTo(TRACE);
    assertThat(ids.requestId()).isEqualTo("order-7");
  }

  @ParameterizedTest
  @CsvSource({
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff, 01",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-fe, 00",
    "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, 01",
    "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-later, 01",
  })
  void laterVersionsAndFlagsAreReadAsVersion00(String traceparent, String flags) {
    assertThat(of(null, traceparent).traceparent())
        .matches("00-" + TRACE + "-[0-9a-f]{16}-" + flags);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
        " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "nonsense",
        "",
      })
  void whatIsNoTraceparentCountsAsNotSent(String traceparent) {
    RequestIds ids = of("order-7", traceparent);

    assertThat(ids.caller()).isEqualTo("order-7");
    assertThat(ids.traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00").doesNotContain(TRACE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\"b", "ä", "btUTPXUTxfzmq4IhbSRZGiAzpyGgyhnly9reMa1AwaS"})
  void anIdThatCouldDeceiveOrIsASecretIsReplaced(String requestId) {
    assertThat(of(requestId, null).requestId()).isEqualTo(MADE.toString());
  }

  @Test
  void whatIsSentTwiceIsNotBelieved() {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("X-Request-ID", "a")
            .add("X-Request-ID", "b")
            .add("traceparent", "00-" + TRACE + "-" + PARENT + "-01")
            .add("traceparent", "00-" + TRACE + "-" + PARENT + "-01");

    assertThat(RequestIds.of(headers, () -> MADE).caller()).isNull();
  }

  private static RequestIds of(@Nullable String requestId, @Nullable String traceparent) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    if (requestId != null) {
      headers.add("X-Request-ID", requestId);
    }
    if (traceparent != null) {
      headers.add("traceparent", traceparent);
    }
    return RequestIds.of(headers, () -> MADE);
  }
}
