package io.tallystick.audit;

import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.AuditLag;
import io.tallystick.eventbus.message.Health;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the event log while it follows the database. It is shown to operators, and each
 * change is logged once.
 *
 * <p>Runs on one event loop.
 */
final class FollowerHealth {

  private static final Logger LOG = LoggerFactory.getLogger(FollowerHealth.class);
  private static final String NOT_WRITTEN = "events are not written";
  private static final String NOT_READ = "events are not read";

  private final EventLogLag lag;
  private String problem = "";

  FollowerHealth(EventLogLag lag) {
    this.lag = lag;
  }

  /** Records that the event with this number is committed. */
  void committed(long seq) {
    lag.committed(seq);
  }

  /** Records that a write of lines begins. */
  void writing() {
    lag.writing();
  }

  /** Records that lines could not be written. */
  void notWritten() {
    lag.failed();
  }

  /** Records that the files now end with the line of this number, and that there is no problem. */
  void written(long lastSeq) {
    lag.written(lastSeq);
    if (!problem.isEmpty()) {
      problem = "";
      LOG.info("Events are written again, up to {}", lastSeq);
    }
  }

  /** Records that a poll failed. It will be tried again. */
  void failed(Throwable cause, long lastSeq) {
    String current = Failure.of(cause) == Failure.INTERNAL ? NOT_WRITTEN : NOT_READ;
    if (current.equals(problem)) {
      return;
    }
    problem = current;
    if (current.equals(NOT_WRITTEN)) {
      LOG.error(
          "Events after {} are not written. Every poll tries again. If {} more are missing, no tokens"
              + " are issued",
          lastSeq,
          lag.max(),
          cause);
    } else {
      LOG.warn("Events after {} cannot be read now. Every poll tries again", lastSeq);
    }
  }

  /**
   * How far the event log of this node is behind the database.
   *
   * @param node the name of this node
   */
  AuditLag lag(String node) {
    return new AuditLag(node, lag.events(), lag.isTooFar());
  }

  /**
   * The state for operators. It is never down: even if the files cannot be written, the database
   * has every event.
   */
  Health health() {
    if (lag.isTooFar()) {
      return new Health(true, "too far behind, no tokens are issued");
    }
    if (lag.isFailing()) {
      return new Health(true, NOT_WRITTEN);
    }
    return new Health(true, problem.isEmpty() ? Health.OK : problem);
  }
}
