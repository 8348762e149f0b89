package io.tallystick.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that cannot choose one themselves. They are below those that systems give to
 * outgoing connections, so no connection takes one between the choice and its use.
 */
public final class FreePorts {

  private static final int FIRST = 12_000;
  private static final int LAST = 32_000;

  private FreePorts() {}

  /** So many different ports on which nobody listens. */
  public static List<Integer> take(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      while (held.size() < count) {
        tryToListen(ThreadLocalRandom.current().nextInt(FIRST, LAST), held);
      }
      List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : held) {
        socket.close();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void tryToListen(int port, List<ServerSocket> held) {
    try {
      held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
    } catch (IOException taken) {
      // Another one follows.
    }
  }
}
