package io.tallystick.api.connection;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many streams of HTTP/2 may be open at once, on all connections of a node. Each connection may
 * have a hundred, and each of them keeps memory until its answer is read. If there are too many,
 * the connections with the most are closed, which are never those of callers with few requests.
 *
 * <p>Thread-safe: all event loops share it.
 */
final class StreamLimit {

  private static final Logger LOG = LoggerFactory.getLogger(StreamLimit.class);

  /** A stream whose answer waits takes about 10,000 bytes; so a sixth of the heap at most. */
  private static final long HEAP_BYTES_PER_STREAM = 65_536;

  /** To count costs a look at each connection, so not every request does. */
  private static final int REQUESTS_PER_COUNT = 256;

  private final long max;
  private final Set<ConnectionGuard> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong cut = new AtomicLong();

  /**
   * Creates a limit.
   *
   * @param heapBytes the largest size of the heap, in bytes
   */
  StreamLimit(long heapBytes) {
    this.max = heapBytes / HEAP_BYTES_PER_STREAM;
  }

  /** A request has begun on a connection of HTTP/2. */
  void begun(ConnectionGuard connection) {
    connections.add(connection);
    if (begun.incrementAndGet() % REQUESTS_PER_COUNT == 0) {
      cutLargest();
    }
  }

  /** A connection is closed. */
  void closed(ConnectionGuard connection) {
    connections.remove(connection);
  }

  /** The number of connections that were closed because too many streams were open. */
  long cut() {
    return cut.get();
  }

  private synchronized void cutLargest() {
    record Counted(ConnectionGuard connection, int streams) {}
    List<Counted> largestFirst =
        connections.stream()
            .map(connection -> new Counted(connection, connection.openStreams()))
            .sorted(Comparator.comparingInt(Counted::streams).reversed())
            .toList();
    long open = largestFirst.stream().mapToLong(Counted::streams).sum();
    for (Counted largest : largestFirst) {
      if (open <= max) {
        return;
      }
      LOG.debug("Closing a connection with {} of {} streams", largest.streams(), open);
      open -= largest.streams();
      connections.remove(largest.connection());
      cut.incrementAndGet();
      largest.connection().cut();
    }
  }
}
