package io.tallystick.api.wire;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.api.connection.ConnectionLimits;
import io.tallystick.config.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many connections there may be, and what a caller outside can do with one. */
class ConnectionLimitTest extends WireTest {

  private static final String LIVE = "GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @Test
  void onePeerCannotTakeThePlacesOfOthers() throws Exception {
    start(Map.of("api.max-connections-per-peer", "2"));

    try (RawConnection one = served();
        RawConnection two = served();
        RawConnection tooMany = connect();
        RawConnection other = RawConnection.from("127.0.0.2", port())) {
      assertThat(tooMany.readToTheEnd()).isEmpty();
      assertThat(other.send(LIVE).readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(one.send(LIVE).readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(two.send(LIVE).readAnswer()).startsWith("HTTP/1.1 200");
    }
    await().until(() -> limits().open() == 0);
    assertThat(limits().refused()).isEqualTo(1);
    served().close();
  }

  @Test
  void callersOutsideLeavePlacesForThoseInside() throws Exception {
    start(Map.of("api.max-connections", "32", "api.internal-networks", "127.0.0.1"));

    List<RawConnection> outside = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      outside.add(RawConnection.from("127.0.0.2", port()));
    }
    // Accepted in the order of their arrival.
    assertThat(outside.get(31).readToTheEnd()).isEmpty();
    assertThat(limits().open()).isEqualTo(2);
    served().close();
    for (RawConnection connection : outside) {
      connection.close();
    }
  }

  @Test
  void aTrustedProxyHasNoBoundOfItsOwn() throws Exception {
    start(Map.of("api.max-connections-per-peer", "1", "api.trusted-proxies", "127.0.0.1"));

    try (RawConnection one = served();
        RawConnection two = served()) {
      assertThat(one).isNotSameAs(two);
    }
  }

  @Test
  void aCallerOutsideGetsNoConnectionToKeep() throws Exception {
    start(Map.of("api.internal-networks", "10.0.0.0/8"));

    try (RawConnection connection = connect()) {
      String answer = connection.send(issue("a")).readToTheEnd();

      assertThat(answer)
          .startsWith("HTTP/1.1 403")
          .containsIgnoringCase("\r\nConnection: close\r\n")
          .contains("internal networks only");
    }
    await().until(() -> limits().open() == 0);
  }

  @Test
  void thereAreNotMoreConnectionsThanDescriptors() throws Exception {
    Settings settings = Settings.of(Map.of("api.max-connections", "4096"));
    ConnectionLimits limits = new ConnectionLimits(settings.api(), 257, Long.MAX_VALUE);

    start(Map.of());
    assertThat(limits.max()).isEqualTo(1);
    assertThat(limits().max()).isEqualTo(4096);
  }

  private RawConnection served() throws IOException {
    RawConnection connection = connect();
    assertThat(connection.send(LIVE).readAnswer()).startsWith("HTTP/1.1 200");
    return connection;
  }
}
