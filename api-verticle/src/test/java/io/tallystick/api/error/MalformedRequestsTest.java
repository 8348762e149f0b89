package io.tallystick.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Malformed requests are all counted, and a few of them logged. */
class MalformedRequestsTest {

  private static final SocketAddress PEER = SocketAddress.inetSocketAddress(4711, "10.0.0.1");

  private final Logger logger = (Logger) LoggerFactory.getLogger(MalformedRequests.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private final MalformedRequests malformed = new MalformedRequests(meters, nanos::get);

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  @Test
  void aFloodIsALineForEachOfTheFirstTenAndANumberForTheRest() {
    for (int i = 0; i < 1_000; i++) {
      malformed.add(PEER, new IllegalArgumentException("what the caller has sent"));
    }
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
    malformed.add(PEER, null);

    assertThat(meters.counter("tallystick.api.requests.malformed").count()).isEqualTo(1_001);
    assertThat(log.list).hasSize(12);
    assertThat(log.list.get(0).getFormattedMessage())
        .isEqualTo("What 10.0.0.1 sent is not valid HTTP (IllegalArgumentException)");
    assertThat(log.list.get(10).getFormattedMessage()).startsWith("990 more were not valid HTTP");
    assertThat(log.list.get(11).getFormattedMessage()).contains("(its URL or Host)");
  }
}
