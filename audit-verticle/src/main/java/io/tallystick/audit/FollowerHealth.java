package io.tallystick.audit;

import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.AuditLag;
import io.tallystick.eventbus.message.Health;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the event log fares while it follows the database: what operators see of it, and are told
 * once.
 *
 * <p>Lives on one event loop.
 */
final class FollowerHealth {

  private static final Logger LOG = LoggerFactory.getLogger(FollowerHealth.class);
  private static final String NOT_WRITTEN = "events are not written";
  private static final String NOT_READ = "events are not read";

  private final EventLogLag lag;
  private String trouble = "";

  FollowerHealth(EventLogLag lag) {
    this.lag = lag;
  }

  /** An event of this number is committed. */
  void committed(long seq) {
    lag.committed(seq);
  }

  /** Lines are being written. */
  void writing() {
    lag.writing();
  }

  /** Lines could not be written. */
  void notWritten() {
    lag.failed();
  }

  /** All is well: the files end with the line of this number. */
  void written(long lastSeq) {
    lag.written(lastSeq);
    if (!trouble.isEmpty()) {
      trouble = "";
      LOG.info("Events are written again, up to {}", lastSeq);
    }
  }

  /** A look at the database came to nothing, and will be tried again. */
  void failed(Throwable cause, long lastSeq) {
    String now = Failure.of(cause) == Failure.INTERNAL ? NOT_WRITTEN : NOT_READ;
    if (now.equals(trouble)) {
      return;
    }
    trouble = now;
    if (now.equals(NOT_WRITTEN)) {
      LOG.error(
          "Events after {} are not written; every look tries again, and after {} more, no tokens are"
              + " issued",
          lastSeq,
          lag.max(),
          cause);
    } else {
      LOG.warn("Events after {} cannot be read now; every look tries again", lastSeq);
    }
  }

  /** How far the event log of a node is behind the database. */
  AuditLag lag(String node) {
    return new AuditLag(node, lag.behind(), lag.isTooFar());
  }

  /** Never down: whatever befalls the files, the database has every event. */
  Health health() {
    if (lag.isTooFar()) {
      return new Health(true, "too far behind, no tokens are issued");
    }
    if (lag.isFailing()) {
      return new Health(true, NOT_WRITTEN);
    }
    return new Health(true, trouble.isEmpty() ? Health.OK : trouble);
  }
}
