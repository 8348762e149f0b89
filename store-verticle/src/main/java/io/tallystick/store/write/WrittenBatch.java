package io.tallystick.store.write;

import io.tallystick.event.AuditEvent;
import io.tallystick.store.schema.WriteRequest;
import io.tallystick.store.write.WriteResult.Applied;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch that is committed.
 *
 * @param requests what was asked for
 * @param results what became of each, in the same order
 * @param eventsAt the database's time of the events that it has written
 */
public record WrittenBatch(
    List<WriteRequest> requests, List<WriteResult> results, Instant eventsAt) {

  /** The form in which {@code write_batch_v1} stores events. */
  private static final int EVENT_FORMAT = 1;

  /** The highest event number that its callers may be told; 0 where there is none. */
  public long lastSeq() {
    long last = 0;
    for (WriteResult result : results) {
      if (result instanceof Applied applied) {
        last = Math.max(last, applied.seq());
      }
    }
    return last;
  }

  /** The events that this batch has written, as they would be read, in the order of numbers. */
  public List<AuditEvent> events() {
    List<AuditEvent> events = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      if (results.get(i) instanceof Applied applied && applied.now()) {
        events.add(new AuditEvent(applied.seq(), eventsAt, EVENT_FORMAT, requests.get(i).event()));
      }
    }
    return events;
  }
}
