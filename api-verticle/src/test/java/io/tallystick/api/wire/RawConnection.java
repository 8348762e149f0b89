package io.tallystick.api.wire;

import io.tallystick.testing.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection on which a test sends bytes that no client library would. */
final class RawConnection implements AutoCloseable {

  private final Socket socket;

  private RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(Math.toIntExact(Eventually.LIMIT.toMillis()));
  }

  /** A connection to a port of the loopback interface. */
  static RawConnection to(int port) throws IOException {
    return new RawConnection(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** A connection from one of the addresses of the loopback interface, such as 127.0.0.2. */
  static RawConnection from(String address, int port) throws IOException {
    return new RawConnection(
        new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(address), 0));
  }

  /** A connection that is open, on which TLS may already have been spoken. */
  static RawConnection on(Socket socket) throws IOException {
    return new RawConnection(socket);
  }

  RawConnection send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawConnection send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** All that the service sends until it closes the connection; it must close it. */
  String readToTheEnd() throws IOException {
    return new String(bytesToTheEnd(), StandardCharsets.ISO_8859_1);
  }

  /** As {@link #readToTheEnd}. A reset ends the connection too. */
  byte[] bytesToTheEnd() throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    try {
      InputStream in = socket.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        received.write(buffer, 0, n);
      }
    } catch (java.net.SocketException reset) {
      // What was received before it still counts.
    }
    return received.toByteArray();
  }

  /** Reads until the service has sent these characters. */
  void readUntil(String characters) throws IOException {
    StringBuilder received = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (received.indexOf(characters) < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("closed after " + received.length() + " bytes");
      }
      received.append((char) octet);
      // All but the end is of no use.
      received.delete(0, Math.max(0, received.length() - characters.length()));
    }
  }

  /** One answer with a {@code Content-Length}; the connection may stay open. */
  String readAnswer() throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("closed after: " + head);
      }
      head.append((char) octet);
    }
    int length =
        head.toString()
            .lines()
            .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
            .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
            .findFirst()
            .orElse(0);
    return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
