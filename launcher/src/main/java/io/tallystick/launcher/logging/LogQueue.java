package io.tallystick.launcher.logging;

import ch.qos.logback.classic.AsyncAppender;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Passes log events on to another appender, on a thread of its own. So whoever logs never waits for
 * an output that is stalled, such as a pipe that nobody reads. If the queue is full, events are
 * left out. It is used in {@code logback.xml}.
 */
public final class LogQueue extends AsyncAppender {

  private static final int MAX_WAITING = 10_000;
  private static final List<LogQueue> STARTED = new CopyOnWriteArrayList<>();

  /** Creates a queue that leaves out nothing before it is full. */
  public LogQueue() {
    setQueueSize(MAX_WAITING);
    setDiscardingThreshold(0);
    setNeverBlock(true);
  }

  @Override
  public void start() {
    super.start();
    STARTED.add(this);
  }

  /**
   * Writes what waits in all queues, and closes them: what is logged later is lost. To be called
   * once nothing more is logged, before the JVM ends. Waits a second at most for each output.
   */
  public static void closeAll() {
    STARTED.forEach(LogQueue::stop);
  }
}
