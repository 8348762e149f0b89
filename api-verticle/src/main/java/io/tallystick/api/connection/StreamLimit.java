package io.tallystick.api.connection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many streams of HTTP/2 may be open at once, on all connections of a node. Each connection may
 * have a hundred, and each of them keeps memory until its answer is read. If there are too many,
 * the peer with the most loses the connection with the most, and so on. So a caller loses none
 * because of other peers that have more, however these spread their streams.
 *
 * <p>Thread-safe: all event loops share it.
 */
final class StreamLimit {

  private static final Logger LOG = LoggerFactory.getLogger(StreamLimit.class);

  /**
   * A stream takes up to 60,000 bytes while its request has not arrived as a whole, and 10,000
   * while its answer is not read. So all of them take a quarter of the heap at most.
   */
  private static final long HEAP_BYTES_PER_STREAM = 262_144;

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
    if (begun.incrementAndGet() % REQUESTS_PER_COUNT == 0 && openStreams() > max) {
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

  private long openStreams() {
    return connections.stream().mapToLong(ConnectionGuard::openStreams).sum();
  }

  private synchronized void cutLargest() {
    record Counted(ConnectionGuard connection, String peer, int streams) {}
    List<Counted> largestFirst =
        connections.stream()
            .map(one -> new Counted(one, one.peer(), one.openStreams()))
            .sorted(Comparator.comparingInt(Counted::streams).reversed())
            .collect(Collectors.toCollection(ArrayList::new));
    Map<String, Integer> byPeer = new HashMap<>();
    largestFirst.forEach(one -> byPeer.merge(one.peer(), one.streams(), Integer::sum));
    long open = largestFirst.stream().mapToLong(Counted::streams).sum();
    while (open > max) {
      String most = Collections.max(byPeer.entrySet(), Map.Entry.comparingByValue()).getKey();
      Counted largest =
          largestFirst.stream().filter(one -> one.peer().equals(most)).findFirst().orElseThrow();
      LOG.debug("Closing a connection with {} of {} streams", largest.streams(), open);
      largestFirst.remove(largest);
      byPeer.merge(most, -largest.streams(), Integer::sum);
      open -= largest.streams();
      connections.remove(largest.connection());
      cut.incrementAndGet();
      largest.connection().cut();
    }
  }
}
