package io.tallystick.launcher;

import static io.tallystick.launcher.Service.json;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.testing.Jdbc;
import io.tallystick.testing.TestPostgres;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners to the feed of revocations who are far behind and read nothing hold nobody up. */
class SlowListenersTest {

  private static final String URL = TestPostgres.shared().newDatabase();
  private static final String FEED = "/v1/revocations";
  // More than are kept in memory, and more than the buffers of a connection hold.
  private static final int REVOKED = 100_000;
  private static final int SLOW = 12;

  @TempDir Path data;
  private Service service;
  private final List<Socket> slow = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    service = Service.start(data, Map.of("store.url", URL));
    try (Connection connection = Jdbc.connect(DatabaseUrl.parse(URL));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          """
          insert into tallystick.audit_event (
            seq, event_id, at, format, action, outcome, identity, token_id, peer, request_id, node)
          select h.seq + g, gen_random_uuid(), clock_timestamp(), 2, 4, 1, 'billing', gen_random_uuid(), '127.0.0.1',
                 'r', 'node'
          from tallystick.audit_head h, generate_series(1, %1$d) g;
          update tallystick.audit_head set seq = seq + %1$d, at = clock_timestamp();
          """
              .formatted(REVOKED));
      connection.commit();
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : slow) {
      socket.close();
    }
    service.close();
  }

  @Test
  void aLiveStreamStaysFreshAndOneThatReadsCatchesUp() throws Exception {
    for (int i = 0; i < SLOW; i++) {
      slow.add(readNothing());
    }
    try (FeedReader live = new FeedReader(service.uri(FEED), null);
        FeedReader behind = new FeedReader(service.uri(FEED), 0L)) {
      live.awaitHeartbeat();
      List<String> revoked = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        revoked.add(revokeOne());
        await().untilAsserted(() -> assertThat(live.revoked()).isEqualTo(revoked));
      }
      await().until(() -> behind.revoked().containsAll(revoked));
      assertThat(behind.revoked()).hasSize(REVOKED + revoked.size());
    }
  }

  private Socket readNothing() throws Exception {
    URI uri = service.uri(FEED);
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
    socket
        .getOutputStream()
        .write(
            "GET %s?after=0 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                .formatted(FEED)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private String revokeOne() {
    JsonNode issued = json(service.post("{\"identity\": \"billing\"}"));
    assertThat(service.delete("billing", issued.get("token").asText()).statusCode()).isEqualTo(200);
    return issued.get("id").asText();
  }
}
