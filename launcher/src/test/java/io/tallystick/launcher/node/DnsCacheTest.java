package io.tallystick.launcher.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.testing.Eventually;
import io.tallystick.testing.NameServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A host that gets another address is found again, although DNS says that the old one is good. */
class DnsCacheTest {

  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final NameServer dns =
      new NameServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "127.0.0.1");
  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setAddressResolverOptions(
                  DnsCache.limited(LIMIT)
                      .setServers(List.of("127.0.0.1:" + dns.port()))
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

    dns.tell("127.0.0.2");

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
