package io.tallystick.store;

import io.tallystick.eventbus.Action;
import io.tallystick.eventbus.Outcome;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait, in a line for each kind: issues, revokes, events of refused attempts. Lines
 * take turns, so that a flood in one of them cannot starve the others, and share what room there
 * is.
 */
final class FairQueue {

  private final List<Queue<Waiting>> lines =
      Stream.<Queue<Waiting>>generate(ArrayDeque::new).limit(3).toList();
  private int size;
  private int turn;

  int size() {
    return size;
  }

  /** Whether one more would take more than its line's share of so much room. */
  boolean isFull(WriteRequest request, int room) {
    Queue<Waiting> own = lineOf(request);
    long others = lines.stream().filter(line -> line != own && !line.isEmpty()).count();
    return own.size() >= room / (1 + others);
  }

  void add(Waiting waiting) {
    lineOf(waiting.request()).add(waiting);
    size++;
  }

  /** Takes the next in turn; null where nobody waits. */
  @Nullable Waiting poll() {
    for (int i = 0; i < lines.size(); i++) {
      turn = (turn + 1) % lines.size();
      Waiting next = lines.get(turn).poll();
      if (next != null) {
        size--;
        return next;
      }
    }
    return null;
  }

  private Queue<Waiting> lineOf(WriteRequest request) {
    if (request.outcome() == Outcome.REFUSED) {
      return lines.get(2);
    }
    return lines.get(request.action() == Action.ISSUE ? 0 : 1);
  }
}
