package io.tallystick.store.read;

import io.tallystick.event.AuditEvent;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.EventsRead;
import io.tallystick.eventbus.message.ReadEvents;
import io.tallystick.store.database.Connections;
import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.Session;
import io.tallystick.store.schema.EventColumns;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads events from the database, in the order of their numbers. */
public final class EventReader {

  private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

  // One statement sees one snapshot, so the head is never lower than the events. The head is locked
  // until its events are committed, so no snapshot shows a gap.
  private static final String READ =
      """
      select e.*, h.seq as last
      from tallystick.audit_head h
      left join lateral (
        select %s from tallystick.audit_event where seq > $1 order by seq limit $2
      ) e on true
      order by e.seq
      """
          .formatted(EventColumns.names());

  // A reply may have fewer events than were asked for.
  private static final int MAX_EVENTS = 10_000;

  private Session session;

  /** Creates a reader. It opens no connection yet. */
  public EventReader(Connections connections) {
    this.session = new Session(connections);
  }

  /**
   * Reads the events after a number. If the sender wants a confirmation, they are read on a new
   * connection. Fails with UNAVAILABLE if the database does not answer.
   */
  public Future<EventsRead> read(ReadEvents message) {
    if (message.confirm()) {
      session = session.renewed();
    }
    Session used = session;
    return used.call(READ, Tuple.of(message.after(), Math.min(message.limit(), MAX_EVENTS)))
        .map(rows -> read(rows, used.server()))
        .recover(
            cause -> {
              LOG.warn("Events cannot be read: {}", DatabaseFault.describe(cause));
              return Future.failedFuture(Failure.UNAVAILABLE.exception());
            });
  }

  private static EventsRead read(RowSet<Row> rows, @Nullable String server) {
    List<AuditEvent> events = new ArrayList<>(rows.size());
    long last = 0;
    for (Row row : rows) {
      last = row.getLong("last");
      if (row.getLong("seq") != null) {
        events.add(EventColumns.event(row));
      }
    }
    return new EventsRead(events, last, server);
  }

  /** Closes the connection. */
  public Future<Void> close() {
    return session.close();
  }
}
