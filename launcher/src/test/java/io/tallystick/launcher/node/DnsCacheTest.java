package io.tallystick.launcher.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.testing.Eventually;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.Security;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A host that gets another address is found again, although DNS says that the old one is good. */
class DnsCacheTest {

  private static final Duration LIMIT = Duration.ofSeconds(1);

  /** A DNS server that tells one address for all names, to be kept for a day. */
  private static final class Dns implements AutoCloseable {

    private static final int HEADER_BYTES = 12;
    private static final int A_DAY = 86_400;

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private volatile String address = "127.0.0.1";

    private Dns() throws IOException {
      Thread server = new Thread(this::serve, "DNS");
      server.setDaemon(true);
      server.start();
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

  private final Dns dns = new Dns();
  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setAddressResolverOptions(
                  DnsCache.limited(LIMIT)
                      .setServers(List.of("127.0.0.1:" + dns.socket.getLocalPort()))
                      .setSearchDomains(List.of())));

  DnsCacheTest() throws IOException {}

  @AfterEach
  void close() throws Exception {
    vertx.close().await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    dns.close();
  }

  @Test
  @EnabledOnOs(OS.LINUX) // Others have only 127.0.0.1.
  void aHostThatMovesIsFoundAgain() throws Exception {
    NetServer old = listen("127.0.0.1", 0);
    int port = old.actualPort();
    listen("127.0.0.2", port);
    NetClient client = vertx.createNetClient();
    assertThat(addressReached(client, port)).isEqualTo("127.0.0.1");

    dns.address = "127.0.0.2";

    Eventually.await().until(() -> addressReached(client, port).equals("127.0.0.2"));
  }

  @Test
  void theJvmHasTheSameLimitButForgetsUnknownNamesSoon() {
    String known = Security.getProperty("networkaddress.cache.ttl");
    String unknown = Security.getProperty("networkaddress.cache.negative.ttl");
    try {
      DnsCache.limitJvm(Duration.ofMinutes(5));

      assertThat(Security.getProperty("networkaddress.cache.ttl")).isEqualTo("300");
      assertThat(Security.getProperty("networkaddress.cache.negative.ttl")).isEqualTo("10");
    } finally {
      Security.setProperty("networkaddress.cache.ttl", known == null ? "30" : known);
      Security.setProperty("networkaddress.cache.negative.ttl", unknown == null ? "10" : unknown);
    }
  }

  private NetServer listen(String host, int port) throws Exception {
    return vertx
        .createNetServer()
        .connectHandler(NetSocket::close)
        .listen(port, host)
        .await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private static String addressReached(NetClient client, int port) throws Exception {
    NetSocket socket =
        client.connect(port, "database.test").await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    try {
      return socket.remoteAddress().hostAddress();
    } finally {
      socket.close();
    }
  }
}
