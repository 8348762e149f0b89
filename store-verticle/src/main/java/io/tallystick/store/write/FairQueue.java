package io.tallystick.store.write;

import io.tallystick.event.Action;
import io.tallystick.event.Outcome;
import io.tallystick.store.schema.WriteRequest;
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

  private final List<Queue<PendingWrite>> lines =
      Stream.<Queue<PendingWrite>>generate(ArrayDeque::new).limit(3).toList();
  private int size;
  private int turn;

  int size() {
    return size;
  }

  /** Whether one more would take more than its line's share of so much room. */
  boolean isFull(WriteRequest request, int room) {
    Queue<PendingWrite> own = lineOf(request);
    long others = lines.stream().filter(line -> line != own && !line.isEmpty()).count();
    return own.size() >= room / (1 + others);
  }

  void add(PendingWrite waiting) {
    lineOf(waiting.request()).add(waiting);
    size++;
  }

  /** Takes the next in turn; null where nobody waits. */
  @Nullable PendingWrite poll() {
    for (int i = 0; i < lines.size(); i++) {
      turn = (turn + 1) % lines.size();
      PendingWrite next = lines.get(turn).poll();
      if (next != null) {
        size--;
        return next;
      }
    }
    return null;
  }

  private Queue<PendingWrite> lineOf(WriteRequest request) {
    if (request.event().outcome() == Outcome.REFUSED) {
      return lines.get(2);
    }
    return lines.get(request.event().action() == Action.ISSUE ? 0 : 1);
  }
}
