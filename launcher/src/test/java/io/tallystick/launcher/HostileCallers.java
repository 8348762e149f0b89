package io.tallystick.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections that want no answers: slow ones, ones that do not read, malformed ones, and ones from
 * outside. Each is opened again when the service has closed it.
 */
final class HostileCallers {

  private static final int THREADS = 8;
  private static final String FORGED = "X-Forwarded-For: 203.0.113.7\r\n";
  // RFC 9113, section 3.4: with empty settings.
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0";
  private static final String[] BYTES = {
    // Slow: a head and a body that never end.
    "GET /live HTTP/1.1\r\nHost: localhost\r\nX-A: ",
    "POST /v1/api_access_token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n{",
    // Many fields in heads and requests that do not end, as far as they are taken.
    "POST /v1/api_access_token HTTP/1.1\r\nHost: localhost\r\nX-A: " + "aa:1\r\n".repeat(1_300),
    "POST /v1/api_access_token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 16384\r\n"
        + "aa:1\r\n".repeat(90)
        + "\r\n"
        + "a".repeat(16_000),
    // Not read.
    "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: localhost\r\n\r\n",
    PREFACE + unreadStreams(100),
    // Malformed.
    "POST /v1/api_access_token HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n",
    "\u0016\u0003\u0001 nothing that is HTTP\r\n\r\n",
    PREFACE + "\0\0\1\1\0\0\0\0\1\u0082",
    // From outside.
    "GET /health HTTP/1.1\r\nHost: localhost\r\n" + FORGED + "\r\n",
  };

  private final URI service;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private volatile boolean goOn = true;

  /** Frames of HTTP/2 that ask for the longest page on so many streams. */
  private static String unreadStreams(int streams) {
    String path = "/docs/swagger-ui-bundle.js";
    // RFC 7541, appendix A: GET, http, and a path and a host without indexing.
    String block =
        "\u0082\u0086\4"
            + (char) path.length()
            + path
            + "\1"
            + (char) "localhost".length()
            + "localhost";
    StringBuilder frames = new StringBuilder();
    for (int stream = 1; stream < 2 * streams; stream += 2) {
      // Without a body, and with all of its headers.
      frames
          .append("\0\0")
          .append((char) block.length())
          .append("\1\5\0\0\0")
          .append((char) stream);
      frames.append(block);
    }
    return frames.toString();
  }

  /** Opens so many connections, and goes on until it is stopped. */
  HostileCallers(URI service, int connections) {
    this.service = service;
    for (int thread = 0; thread < THREADS; thread++) {
      int share = connections / THREADS;
      threads.execute(() -> run(new Socket[share]));
    }
  }

  private void run(@Nullable Socket[] connections) {
    try {
      for (int i = 0; goOn; i = (i + 1) % connections.length) {
        connections[i] = send(connections[i]);
        // About a hundred in a second: the machine is to be kept busy by the service.
        TimeUnit.MILLISECONDS.sleep(10);
      }
      for (Socket connection : connections) {
        if (connection != null) {
          connection.close();
        }
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable Socket send(@Nullable Socket open) throws IOException {
    String bytes = BYTES[ThreadLocalRandom.current().nextInt(BYTES.length)];
    try {
      Socket connection =
          open == null ? new Socket(InetAddress.getLoopbackAddress(), service.getPort()) : open;
      connection
          .getOutputStream()
          .write(open == null ? bytes.getBytes(StandardCharsets.ISO_8859_1) : new byte[] {'a'});
      return connection;
    } catch (IOException closed) {
      if (open != null) {
        open.close();
      }
      return null;
    }
  }

  /** Closes all connections. */
  void stop() throws InterruptedException {
    goOn = false;
    threads.shutdown();
    if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("hostile callers go on");
    }
  }
}
