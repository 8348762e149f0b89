package io.tallystick.audit;

import io.tallystick.eventlog.line.Lines;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the lines of the event log to the logger {@code tallystick.audit} too, if that is on. The
 * logger's output may stall, such as a pipe that nobody reads. So a thread of its own writes to it,
 * and what that has not written yet is limited. Lines beyond the limit are counted and left out:
 * the event log has them.
 *
 * <p>Only the thread that writes the event log may use this.
 */
final class EventConsole {

  /** The largest number of lines that wait for the output. */
  static final int MAX_WAITING = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(EventConsole.class);
  private static final Logger AUDIT = LoggerFactory.getLogger("tallystick.audit");
  private static final long WARN_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long CLOSE_MILLIS = 1_000;
  private static final String END = "";

  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final LogMetrics metrics;
  private final LongSupplier nanoClock;
  // Null while nothing was written yet.
  private @Nullable Thread thread;
  private volatile boolean closing;
  private long dropped;
  private boolean hasWarned;
  private long warnedAt;

  /**
   * Creates a console that has written nothing.
   *
   * @param nanoClock the time in nanoseconds, as {@link System#nanoTime}
   */
  EventConsole(LogMetrics metrics, LongSupplier nanoClock) {
    this.metrics = metrics;
    this.nanoClock = nanoClock;
  }

  /** Writes lines soon, or leaves out those that are too many. Never waits. */
  void write(Lines lines) {
    if (!AUDIT.isInfoEnabled()) {
      return;
    }
    if (thread == null) {
      Thread made = new Thread(this::run, "tallystick-event-console");
      made.setDaemon(true);
      made.start();
      thread = made;
    }
    int left = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (!waiting.offer(lines.text(i))) {
        left++;
      }
    }
    if (left > 0) {
      metrics.consoleDropped(left);
      dropped += left;
      warn();
    }
  }

  private void warn() {
    long now = nanoClock.getAsLong();
    if (!hasWarned || now - warnedAt >= WARN_NANOS) {
      LOG.warn(
          "{} events were not given to the logger tallystick.audit, because its output is stalled or"
              + " too slow. The event log has them",
          dropped);
      hasWarned = true;
      warnedAt = now;
      dropped = 0;
    }
  }

  private void run() {
    try {
      for (String line = waiting.take(); !line.equals(END); line = waiting.take()) {
        AUDIT.info(line);
        // If it was full, it has no room for the end.
        if (closing && waiting.isEmpty()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits a second at most for what is not written yet. */
  void close() throws InterruptedException {
    if (thread != null) {
      closing = true;
      waiting.offer(END);
      thread.join(CLOSE_MILLIS);
    }
  }
}
