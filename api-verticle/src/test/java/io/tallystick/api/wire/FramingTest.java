package io.tallystick.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where a request ends. If the service and a proxy in front of it differ about that, the rest of
 * one request is taken for another one (RFC 9112, section 11.2). So whatever is not certain is
 * refused, nothing behind it is read, and the connection is closed.
 */
class FramingTest extends WireTest {

  /** A second request, which must never be taken for one. */
  private static final String SMUGGLED = issue("smuggled");

  private static final String POST = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

  @BeforeEach
  void start() throws Exception {
    start(Map.of());
  }

  @Test
  void whatIsCertainIsServedAndTheConnectionStaysOpen() throws Exception {
    try (RawConnection connection = connect()) {
      String chunked = CHUNKED + "16\r\n" + BODY + "\r\n0\r\n\r\n";

      assertThat(connection.send(issue("one")).readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(connection.send(chunked).readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(connection.send(issue("three")).readAnswer()).startsWith("HTTP/1.1 200");
    }
    assertThat(issued).containsExactly("one", "billing", "three");
  }

  // RFC 9112, section 6.3: rule 3 for both lengths, rule 5 for two of them, and section 6.1 for a
  // coding that is not the last, or not known.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "both lengths              | Content-Length: 22\\r\\nTransfer-Encoding: chunked",
        "both, the other way round | Transfer-Encoding: chunked\\r\\nContent-Length: 22",
        "two different lengths     | Content-Length: 22\\r\\nContent-Length: 5",
        "a list of lengths         | Content-Length: 22, 5",
        "a negative length         | Content-Length: -22",
        "a length with a sign      | Content-Length: +22",
        "a hexadecimal length      | Content-Length: 0x16",
        "a length that overflows   | Content-Length: 18446744073709551638",
        "chunked is not the last   | Transfer-Encoding: chunked, identity",
        "chunked twice             | Transfer-Encoding: chunked, chunked",
        "an unknown coding         | Transfer-Encoding: xchunked",
        "identity                  | Transfer-Encoding: identity",
        "a blank before the colon  | Transfer-Encoding : chunked",
        "a folded line             | X-A: b\\r\\n folded: yes",
        "a bare CR in a value      | X-A: b\\rContent-Length: 22",
        "NUL in a value            | X-A: b\\0c",
      })
  void whatIsNotCertainIs400AndEndsTheConnection(String name, String headers) throws Exception {
    assertRefused(name, POST + lines(headers) + "\r\n\r\n" + BODY + SMUGGLED);
  }

  /** RFC 9112, section 6.1: HTTP/1.0 has no transfer codings, so this request is faulty. */
  @Test
  void aChunkedBodyOfHttp10IsRefused() throws Exception {
    String both = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n";

    assertRefused(
        "both lengths in HTTP/1.0",
        "POST " + PATH + " HTTP/1.0\r\nConnection: keep-alive\r\n" + both + "0\r\n\r\n" + SMUGGLED);
  }

  // RFC 9112, section 7.1: a chunk's size is hexadecimal, without bounds; section 7.1.1:
  // extensions.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a size of 2^32 + 22 is not 22     | 100000016\\r\\n{BODY}\\r\\n0\\r\\n\\r\\n",
        "a size of 2^64 + 22 is not 22     | 10000000000000016\\r\\n{BODY}\\r\\n0\\r\\n\\r\\n",
        "a negative size                   | -16\\r\\n{BODY}\\r\\n0\\r\\n\\r\\n",
        "a size with a prefix              | 0x16\\r\\n{BODY}\\r\\n0\\r\\n\\r\\n",
        "a size with a blank inside        | 1 6\\r\\n{BODY}\\r\\n0\\r\\n\\r\\n",
        "no size                           | \\r\\n{BODY}\\r\\n0\\r\\n\\r\\n",
        "CRLF in a quoted extension        | 16;a=\"\\r\\n\\r\\n{BODY}\\r\\n0\\r\\n\\r\\n",
        "a bare LF after the size          | 16\\n{BODY}\\r\\n0\\r\\n\\r\\n",
        "a bare CR in an extension         | 16;a=b\\rc\\r\\n{BODY}\\r\\n0\\r\\n\\r\\n",
        "more after a chunk than CRLF      | 15\\r\\n{BODY}\\r\\n0\\r\\n\\r\\n",
      })
  void aFaultyChunkEndsTheConnectionAndIssuesNothing(String name, String chunks) throws Exception {
    try (RawConnection connection = connect()) {
      String answer =
          connection
              .send(CHUNKED + lines(chunks).replace("{BODY}", BODY) + SMUGGLED)
              .readToTheEnd();

      assertThat(answer).as(name).doesNotContain("HTTP/1.1 200");
      assertThat(issued).as(name).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a bare LF after the request line | GET /live HTTP/1.1\\nHost: a\\r\\n\\r\\n",
        "a bare LF after a header         | GET /live HTTP/1.1\\r\\nHost: a\\nX: y\\r\\n\\r\\n",
        "no version                       | GET /live\\r\\n\\r\\n",
        "another protocol                 | GET /live HTTPS/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "a blank in the target            | GET /li ve HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "a header without a name          | GET /live HTTP/1.1\\r\\n: a\\r\\n\\r\\n",
        "a header without a colon         | GET /live HTTP/1.1\\r\\nHost: a\\r\\nabc\\r\\n\\r\\n",
        "a TLS handshake                  | \\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01\\r\\n\\r\\n",
      })
  void aHeadThatIsNotHttpEndsTheConnection(String name, String head) throws Exception {
    assertRefused(name, lines(head) + SMUGGLED);
  }

  /**
   * CONTINUATION frames without end (RFC 9113, section 6.10, and CVE-2024-27316 and its kin). The
   * gate never sees a request, so the frames themselves must be limited.
   */
  @Test
  void aHeaderBlockWithoutAnEndEndsTheConnection() throws Exception {
    try (RawConnection connection = connect()) {
      connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(frame(4, 0, 0, new byte[0]));
      // HEADERS of stream 1 without END_HEADERS; 0x82 is ":method: GET" of the static table.
      connection.send(frame(1, 0, 1, new byte[] {(byte) 0x82}));
      int sent = 0;
      try {
        for (; sent < 100_000; sent++) {
          connection.send(frame(9, 0, 1, new byte[0]));
        }
      } catch (IOException closed) {
        // What is hoped for.
      }

      assertThat(sent).isLessThan(100_000);
      assertThat(connection.bytesToTheEnd()).isNotNull();
    }
    assertStillServing();
  }

  /** RFC 9113, section 6.5.3: each SETTINGS frame is acknowledged; a flood of them must end. */
  @Test
  void aFloodOfPingsWhoseAnswersNobodyReadsEndsTheConnection() throws Exception {
    try (RawConnection connection = connect()) {
      connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(frame(4, 0, 0, new byte[0]));
      ByteArrayOutputStream pings = new ByteArrayOutputStream();
      for (int i = 0; i < 1_000; i++) {
        pings.write(frame(6, 0, 0, new byte[8]));
      }
      int sent = 0;
      try {
        for (; sent < 2_000; sent++) {
          connection.send(pings.toByteArray());
        }
      } catch (IOException closed) {
        // What is hoped for.
      }

      assertThat(sent).isLessThan(2_000);
    }
    assertStillServing();
  }

  private void assertRefused(String name, String bytes) throws IOException {
    try (RawConnection connection = connect()) {
      String answer = connection.send(bytes).readToTheEnd();

      assertThat(answer)
          .as(name)
          .matches("(?s)HTTPS?/1[.][01] (400|501) .*")
          .doesNotContain("200 OK");
      assertThat(issued).as(name).isEmpty();
    }
    assertStillServing();
  }

  private void assertStillServing() throws IOException {
    try (RawConnection connection = connect()) {
      assertThat(connection.send("GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n").readAnswer())
          .startsWith("HTTP/1.1 200");
    }
  }

  /** A frame of HTTP/2 (RFC 9113, section 4.1). */
  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    frame.write(stream >> 24);
    frame.write(stream >> 16);
    frame.write(stream >> 8);
    frame.write(stream);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  /** The text of a table above, in which control characters are written as escapes. */
  private static String lines(String text) {
    String plain = text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    for (int octet = 0; octet < 0x20; octet++) {
      plain = plain.replace("\\x%02x".formatted(octet), String.valueOf((char) octet));
    }
    return new String(plain.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
  }
}
