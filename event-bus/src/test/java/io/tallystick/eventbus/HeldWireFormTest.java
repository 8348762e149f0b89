package io.tallystick.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.eventbus.message.Message;
import io.vertx.core.buffer.Buffer;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages as an earlier build wrote them are read, and written as that build reads them. */
class HeldWireFormTest {

  private static final byte VERSION = 1;

  @Test
  void messagesOfAnEarlierBuildAreReadAndWrittenAsTheyWere() throws Exception {
    List<String> held = held();

    assertThat(held).hasSize(17);
    for (String line : held) {
      String name = line.substring(0, line.indexOf(' '));
      String json = line.substring(name.length() + 1);
      JsonMessageCodec<Message> codec = codec(name);

      Message message = codec.decodeFromWire(0, wire(json));
      Buffer written = Buffer.buffer();
      codec.encodeToWire(written, message);

      assertThat(written.getByte(0)).as(name).isEqualTo(VERSION);
      assertThat(MessageJson.MAPPER.readTree(written.getBytes(5, written.length())))
          .as(name)
          .isEqualTo(MessageJson.MAPPER.readTree(json));
    }
  }

  private static List<String> held() throws Exception {
    try (InputStream in = HeldWireFormTest.class.getResourceAsStream("wire-form-1.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static Buffer wire(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return Buffer.buffer().appendByte(VERSION).appendInt(bytes.length).appendBytes(bytes);
  }

  @SuppressWarnings("unchecked")
  private static JsonMessageCodec<Message> codec(String name) {
    return (JsonMessageCodec<Message>)
        MessageCodecs.ALL.stream()
            .filter(codec -> codec.name().equals("tallystick." + name))
            .findAny()
            .orElseThrow();
  }
}
