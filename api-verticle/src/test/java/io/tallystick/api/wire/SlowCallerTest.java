package io.tallystick.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Callers that take their time. RFC 9112, section 9.5, lets a server close a connection at any
 * time; RFC 9110, section 15.5.9, has the status for a request that did not arrive.
 */
class SlowCallerTest extends WireTest {

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  @BeforeEach
  void start() throws Exception {
    start(Map.of("api.request-timeout", "300ms"));
  }

  @Test
  void aHeadThatIsNeverFinishedGets408() throws Exception {
    try (RawConnection connection = connect()) {
      assertTimedOut(connection.send("GET /live HTTP/1.1\r\nHost: loc").readToTheEnd());
    }
  }

  @Test
  void aHeadOfWhichALittleComesNowAndThenGets408() throws Exception {
    try (RawConnection connection = connect()) {
      connection.send("GET /live HTTP/1.1\r\nHost: localhost\r\n");

      assertThat(sendsUntilClosed(connection, "X-A: b\r\n".getBytes(StandardCharsets.US_ASCII)))
          .isTrue();
    }
  }

  @Test
  void aBodyThatIsNeverFinishedGets408() throws Exception {
    String head = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 22\r\n\r\n";
    try (RawConnection connection = connect()) {
      assertTimedOut(connection.send(head + BODY.substring(0, 5)).readToTheEnd());
    }
    assertThat(issued).isEmpty();
  }

  @Test
  void aBodyOfWhichALittleComesNowAndThenGets408() throws Exception {
    String head = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n";
    try (RawConnection connection = connect()) {
      assertThat(sendsUntilClosed(connection.send(head), new byte[] {' '})).isTrue();
    }
  }

  @Test
  void aSecondRequestThatIsNeverFinishedGets408Too() throws Exception {
    try (RawConnection connection = connect()) {
      assertThat(connection.send(issue("one")).readAnswer()).startsWith("HTTP/1.1 200");
      assertTimedOut(connection.send("GET /live HTTP").readToTheEnd());
    }
  }

  @Test
  void aConnectionThatIsOnlyIdleStaysOpen() throws Exception {
    try (RawConnection idle = connect();
        RawConnection slow = connect()) {
      assertThat(idle.send(issue("one")).readAnswer()).startsWith("HTTP/1.1 200");
      assertTimedOut(slow.send("GET").readToTheEnd());

      assertThat(idle.send(issue("two")).readAnswer()).startsWith("HTTP/1.1 200");
    }
  }

  /** RFC 9113, section 6.10: nothing else may come on the connection before its end. */
  @Test
  void aHeaderBlockOfHttp2ThatIsNeverFinishedEndsItsConnection() throws Exception {
    try (RawConnection connection = connect()) {
      connection
          .send(PREFACE)
          .send(FramingTest.frame(4, 0, 0, new byte[0]))
          .send(FramingTest.frame(1, 0, 1, new byte[] {(byte) 0x82}));

      assertThat(connection.bytesToTheEnd()).isNotNull();
    }
  }

  /** RFC 9113, section 8.1: the answer, and then RST_STREAM with NO_ERROR. */
  @Test
  void aStreamWhoseBodyNeverComesGets408() throws Exception {
    // :method POST, :scheme http, :path, all without Huffman coding (RFC 7541, section 6).
    byte[] path = PATH.getBytes(StandardCharsets.US_ASCII);
    byte[] block = new byte[4 + path.length + 3];
    block[0] = (byte) 0x83;
    block[1] = (byte) 0x86;
    block[2] = 0x04;
    block[3] = (byte) path.length;
    System.arraycopy(path, 0, block, 4, path.length);
    block[4 + path.length] = 0x01;
    block[5 + path.length] = 1;
    block[6 + path.length] = 'a';
    try (RawConnection connection = connect()) {
      connection
          .send(PREFACE)
          .send(FramingTest.frame(4, 0, 0, new byte[0]))
          .send(FramingTest.frame(1, 4, 1, block));

      assertThat(connection.readToTheEnd()).contains("The request did not arrive in time.");
    }
    assertThat(issued).isEmpty();
  }

  @Test
  void aCallerThatDoesNotReadItsAnswersLosesItsConnection() throws Exception {
    byte[] request =
        "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: a\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    try (RawConnection connection = connect()) {
      assertThat(sendsUntilClosed(connection, request)).isTrue();
    }
  }

  private static void assertTimedOut(String answer) {
    assertThat(answer)
        .startsWith("HTTP/1.1 408 Request Timeout\r\n")
        .containsIgnoringCase("\r\nConnection: close\r\n")
        .endsWith("{\"detail\":\"The request did not arrive in time.\"}");
  }

  /** Whether a caller that goes on and on is stopped. */
  private static boolean sendsUntilClosed(RawConnection connection, byte[] bytes)
      throws InterruptedException {
    for (int i = 0; i < 10_000; i++) {
      try {
        connection.send(bytes);
      } catch (IOException closed) {
        return true;
      }
      Thread.sleep(10);
    }
    return false;
  }
}
