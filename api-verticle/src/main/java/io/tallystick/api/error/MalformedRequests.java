package io.tallystick.api.error;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.eventbus.LogLimit;
import io.vertx.core.net.SocketAddress;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what callers send that is not valid HTTP, and logs some of it: whoever sends such requests
 * must not fill the log with them.
 *
 * <p>Lives on one event loop.
 */
public final class MalformedRequests {

  private static final Logger LOG = LoggerFactory.getLogger(MalformedRequests.class);

  private final Counter counter;
  private final LogLimit limit;

  /**
   * Creates a count that begins with what the registry has.
   *
   * @param nanoClock as {@link System#nanoTime}
   */
  public MalformedRequests(MeterRegistry meters, LongSupplier nanoClock) {
    this.counter =
        Counter.builder("tallystick.api.requests.malformed")
            .description("Requests and connections that are not valid HTTP")
            .register(meters);
    this.limit =
        new LogLimit(
            nanoClock,
            left ->
                LOG.info("{} more were not valid HTTP in the minute of the last one above", left));
  }

  /**
   * Counts one.
   *
   * @param peer the other end of the connection
   * @param fault what is wrong, if that is known; only its type is logged, since its message may
   *     quote the request
   */
  public void add(SocketAddress peer, @Nullable Throwable fault) {
    counter.increment();
    limit.log(
        () ->
            LOG.info(
                "What {} sent is not valid HTTP ({})",
                peer.hostAddress(),
                fault == null ? "its URL or Host" : fault.getClass().getSimpleName()));
  }
}
