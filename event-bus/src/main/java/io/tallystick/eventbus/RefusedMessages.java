package io.tallystick.eventbus;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the messages that this node cannot read, or that no node of this service sends, and logs
 * some of them.
 */
final class RefusedMessages {

  private static final Logger LOG = LoggerFactory.getLogger(RefusedMessages.class);

  private final AtomicLong count = new AtomicLong();
  private final LogLimit limit =
      new LogLimit(
          System::nanoTime,
          left -> LOG.warn("{} more messages were refused in the minute of the last one", left));

  /**
   * Adds one.
   *
   * @param address where it was sent to
   * @param fault what is wrong; no text of the message
   */
  void add(String address, String fault) {
    count.incrementAndGet();
    limit.log(() -> LOG.warn("A message to {} was refused: {}", address, fault));
  }

  long count() {
    return count.get();
  }
}
