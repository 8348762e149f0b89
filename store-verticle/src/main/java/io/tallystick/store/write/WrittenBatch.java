package io.tallystick.store.write;

import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft;
import io.tallystick.store.schema.WriteRequest;
import io.tallystick.store.write.WriteResult.Applied;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A committed batch.
 *
 * @param requests the requests of the batch
 * @param results the result of each request, in the same order
 * @param doneAt when the database had done the work, by its clock
 * @param eventsAt the time of the events that the batch has written, by the database's clock
 */
public record WrittenBatch(
    List<WriteRequest> requests, List<WriteResult> results, Instant doneAt, Instant eventsAt) {

  /** The highest event number in the results; 0 if there is none. */
  public long lastSeq() {
    long last = 0;
    for (WriteResult result : results) {
      if (result instanceof Applied applied) {
        last = Math.max(last, applied.seq());
      }
    }
    return last;
  }

  /** The events that this batch has written, in the order of their numbers. */
  public List<AuditEvent> events() {
    List<AuditEvent> events = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      if (results.get(i) instanceof Applied applied && applied.now()) {
        EventDraft draft = requests.get(i).event();
        events.add(new AuditEvent(applied.seq(), eventsAt, draft.format(), draft));
      }
    }
    return events;
  }
}
