package io.tallystick.launcher.postgres;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. */
final class LoopbackPort {

  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private LoopbackPort() {}

  /** A port on which nobody listens. */
  static int choose() throws IOException {
    try (ServerSocket free = listen(0)) {
      return free.getLocalPort();
    }
  }

  /**
   * Does nothing if a server can listen on a port.
   *
   * @throws StartException if another program does; the message is for the operator
   */
  static void requireFree(int port) throws IOException, StartException {
    try {
      listen(port).close();
    } catch (BindException e) {
      throw new StartException(
          "another program listens on 127.0.0.1:%d, which the embedded PostgreSQL has had; end it, or"
                  .formatted(port)
              + " restart this service",
          e);
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getByAddress(LOOPBACK));
  }
}
