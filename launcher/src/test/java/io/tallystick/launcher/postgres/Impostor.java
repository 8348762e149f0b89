package io.tallystick.launcher.postgres;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Takes the port of a PostgreSQL server, does no TLS, and asks everybody for the password. */
final class Impostor implements AutoCloseable {

  private static final int SSL_REQUEST = 80_877_103;
  // "R", its length, and 3: the password in clear (PostgreSQL manual, "Message Formats").
  private static final byte[] ASK = {'R', 0, 0, 0, 8, 0, 0, 0, 3};

  private final ServerSocket server;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private int calls;

  Impostor(ServerSocket server) {
    this.server = server;
    Thread thread = new Thread(this::serve, "impostor");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        serve(socket);
      } catch (IOException e) {
        // The next one.
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    synchronized (this) {
      calls++;
    }
    int length = in.readInt();
    int code = in.readInt();
    if (code == SSL_REQUEST) {
      socket.getOutputStream().write('N');
    } else {
      in.skipNBytes(length - 8L);
      socket.getOutputStream().write(ASK);
    }
    byte[] bytes = new byte[1_024];
    for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
      synchronized (this) {
        heard.write(bytes, 0, n);
        // Whatever it was, it may have been the beginning of a login.
        socket.getOutputStream().write(ASK);
      }
    }
  }

  synchronized int calls() {
    return calls;
  }

  /** All that was sent after the first message of each. */
  synchronized String heard() {
    return heard.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
