package io.tallystick.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A DNS server that tells one address for all names, to be kept for a day. */
public final class NameServer implements AutoCloseable {

  private static final int HEADER_BYTES = 12;
  private static final int A_DAY = 86_400;

  private final DatagramSocket socket;
  private volatile String address;

  /**
   * Starts a server.
   *
   * @param at where it is asked; port 0 takes a free one
   * @param address the IPv4 address that it tells
   */
  public NameServer(InetSocketAddress at, String address) throws IOException {
    this.socket = new DatagramSocket(at);
    this.address = address;
    Thread server = new Thread(this::serve, "DNS");
    server.setDaemon(true);
    server.start();
  }

  /** The port at which it is asked. */
  public int port() {
    return socket.getLocalPort();
  }

  /** From here on, it tells another IPv4 address. */
  public void tell(String other) {
    address = other;
  }

  private void serve() {
    byte[] buffer = new byte[512];
    while (!socket.isClosed()) {
      try {
        DatagramPacket question = new DatagramPacket(buffer, buffer.length);
        socket.receive(question);
        byte[] answer = answer(Arrays.copyOf(buffer, question.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** As RFC 1035, section 4 has it. */
  private byte[] answer(byte[] query) throws IOException {
    int end = HEADER_BYTES;
    while (query[end] != 0) {
      end += query[end] + 1;
    }
    boolean isTypeA = query[end + 2] == 1;
    int question = end + 5 - HEADER_BYTES;
    ByteBuffer answer = ByteBuffer.allocate(512);
    answer.put(query, 0, 2).putShort((short) 0x8180);
    answer.putShort((short) 1).putShort((short) (isTypeA ? 1 : 0)).putInt(0);
    answer.put(query, HEADER_BYTES, question);
    if (isTypeA) {
      answer.putShort((short) 0xc00c).putShort((short) 1).putShort((short) 1).putInt(A_DAY);
      answer.putShort((short) 4).put(InetAddress.getByName(address).getAddress());
    }
    return Arrays.copyOf(answer.array(), answer.position());
  }

  @Override
  public void close() {
    socket.close();
  }
}
