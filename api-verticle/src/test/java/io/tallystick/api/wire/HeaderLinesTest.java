package io.tallystick.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A header field of a few bytes takes hundreds of bytes of memory, so they are counted, as soon as
 * they arrive (RFC 6585, section 5).
 */
class HeaderLinesTest extends WireTest {

  private static final String HEAD = "GET /live HTTP/1.1\r\nHost: localhost\r\n";

  @BeforeEach
  void start() throws Exception {
    start(Map.of());
  }

  @Test
  void aHundredLinesAreServed() throws Exception {
    try (RawConnection connection = connect()) {
      for (int i = 0; i < 3; i++) {
        assertThat(connection.send(HEAD + "aa: 1\r\n".repeat(98) + "\r\n").readAnswer())
            .startsWith("HTTP/1.1 200");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n\r\n", "\r\n", ""})
  void oneMoreIsRefusedWhetherOrNotTheHeadIsFinished(String end) throws Exception {
    try (RawConnection connection = connect()) {
      assertThat(
              connection
                  .send(HEAD + "aa: 1\r\n".repeat(98) + "aa: 1\r\naa: 1" + end + "\n")
                  .readToTheEnd())
          .startsWith("HTTP/1.1 431")
          .contains("at most 100 header fields");
    }
  }

  @Test
  void theHeadOfARequestBehindAnotherIsCountedToo() throws Exception {
    try (RawConnection connection = connect()) {
      connection.send(issue("a")).send("GET /live HTTP/1.1\r\n" + "aa:1\r\n".repeat(500));

      // The service ends the connection, with or without the first answer.
      assertThat(connection.bytesToTheEnd()).isNotNull();
    }
  }

  @Test
  void aBodyOfSomeLinesIsServed() throws Exception {
    String body = "{\n" + " \n".repeat(50) + "\"identity\":\n\"billing\"\n}";
    try (RawConnection connection = connect()) {
      connection.send(
          "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(PATH, body.length(), body));
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void framesOfHttp2HaveNoLines() throws Exception {
    byte[] ping = "a\na\na\na\n".getBytes(StandardCharsets.US_ASCII);
    try (RawConnection connection = connect()) {
      connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      connection.send(FramingTest.frame(4, 0, 0, new byte[0]));
      for (int i = 0; i < 60; i++) {
        connection.send(FramingTest.frame(6, 0, 0, ping));
      }
      connection.send(FramingTest.frame(6, 0, 0, "is open?".getBytes(StandardCharsets.US_ASCII)));
      connection.readUntil("is open?");
    }
  }
}
