package io.tallystick.launcher;

import io.tallystick.testing.Eventually;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Requests that no client would send, byte by byte. */
final class RawHttp {

  private RawHttp() {}

  /**
   * Sends a text, and returns what comes until the connection is closed. A request of which the
   * service would keep the connection must ask to close it.
   */
  static String send(RunningService service, String request) throws IOException {
    try (Socket socket = new Socket(service.uri("/").getHost(), service.uri("/").getPort())) {
      socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** A request that asks to close the connection, from its first line and lines of headers. */
  static String request(String line, String... headers) {
    StringBuilder request = new StringBuilder(line + "\r\nConnection: close\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request + "\r\n";
  }
}
