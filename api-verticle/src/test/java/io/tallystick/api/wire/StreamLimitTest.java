package io.tallystick.api.wire;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each open stream of HTTP/2 takes memory, so there may not be too many on all connections. */
class StreamLimitTest extends WireTest {

  private static final int MAX_STREAMS = 1_000;
  private static final long HEAP_BYTES_PER_STREAM = 262_144;
  private static final int CONNECTIONS = 30;
  // The streams are counted after each 256 requests.
  private static final int AT_LEAST = CONNECTIONS - (MAX_STREAMS + 256) / 100 - 1;

  private final List<RawConnection> hostile = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    heapBytes = MAX_STREAMS * HEAP_BYTES_PER_STREAM;
    start(Map.of());
  }

  @AfterEach
  void closeHostile() throws Exception {
    for (RawConnection connection : hostile) {
      connection.close();
    }
  }

  @Test
  void connectionsWithManyUnreadStreamsAreClosedAndOthersAreNot() throws Exception {
    try (RawConnection honest = connect()) {
      honest.send(unread("/docs/swagger-ui-bundle.js", 3));
      for (int i = 0; i < CONNECTIONS; i++) {
        hostile.add(connect().send(unread("/docs/swagger-ui-bundle.js", 100)));
      }

      await().until(() -> limits().cut() >= AT_LEAST);
      assertThat(limits().cut()).isLessThan(CONNECTIONS);
      await().until(() -> limits().open() == 1 + CONNECTIONS - limits().cut());
      assertOpen(honest);
    }
  }

  @Test
  void otherCallersLoseNothingHoweverTheStreamsAreSpread() throws Exception {
    try (RawConnection honest = connect()) {
      honest.send(unread("/docs/swagger-ui-bundle.js", 16));
      for (int i = 0; i < 200; i++) {
        hostile.add(
            RawConnection.from("127.0.0.2", port()).send(unread("/docs/swagger-ui-bundle.js", 15)));
      }

      await().until(() -> limits().cut() > 0);
      await().until(() -> limits().open() == 1 + 200 - limits().cut());
      assertOpen(honest);
    }
  }

  /** The answers are small, but the caller has no room for them (RFC 9113, section 6.9.2). */
  @Test
  void smallAnswersThatNobodyTakesCountToo() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      hostile.add(connect().send(withoutRoom()).send(requests("/docs", 100)));
    }

    await().until(() -> limits().cut() >= AT_LEAST);
  }

  /** An open connection answers a PING (RFC 9113, section 6.7). */
  private static void assertOpen(RawConnection connection) throws Exception {
    connection.send(FramingTest.frame(6, 0, 0, "is open?".getBytes(StandardCharsets.US_ASCII)));
    connection.readUntil("is open?");
  }

  private static byte[] unread(String path, int streams) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(preface());
    bytes.writeBytes(FramingTest.frame(4, 0, 0, new byte[0]));
    bytes.writeBytes(requests(path, streams));
    return bytes.toByteArray();
  }

  private static byte[] withoutRoom() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(preface());
    // SETTINGS_INITIAL_WINDOW_SIZE is 0.
    bytes.writeBytes(FramingTest.frame(4, 0, 0, new byte[] {0, 4, 0, 0, 0, 0}));
    return bytes.toByteArray();
  }

  private static byte[] preface() {
    return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] requests(String path, int streams) {
    // RFC 7541, appendix A: GET, http, and a path and a host that are not indexed.
    String head = "\u0082\u0086\4" + (char) path.length() + path + "\1\11localhost";
    byte[] block = head.getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int stream = 1; stream < 2 * streams; stream += 2) {
      // END_STREAM and END_HEADERS.
      frames.writeBytes(FramingTest.frame(1, 5, stream, block));
    }
    return frames.toByteArray();
  }
}
