package io.tallystick.store.read;

import io.tallystick.event.Action;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.Origin;
import io.tallystick.event.Outcome;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.EventsRead;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.ReadEvents;
import io.tallystick.store.database.Connections;
import io.tallystick.store.database.DatabaseFault;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads events in the order of their numbers. */
public final class EventReader {

  private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

  // One statement, so one snapshot: the head is never behind the events beside it. Since the head
  // is locked until its events are committed, no snapshot shows a gap.
  private static final String READ =
      """
      select e.seq, e.event_id, e.at, e.format, e.action, e.outcome, e.reason, e.identity,
             e.token_id, e.secret_hash, e.expires_at, e.observed_at, e.peer, e.forwarded,
             e.request_id, e.user_agent, e.node, e.attempts, h.seq as last
      from tallystick.audit_head h
      left join lateral (
        select * from tallystick.audit_event where seq > $1 order by seq limit $2
      ) e on true
      order by e.seq
      """;

  private final SqlClient client;
  private final long timeoutMillis;

  public EventReader(Connections connections) {
    this.client = connections.pipelined();
    this.timeoutMillis = connections.callTimeoutMillis();
  }

  /** The events after a number; fails with UNAVAILABLE where the database does not answer. */
  public Future<EventsRead> read(ReadEvents message) {
    return client
        .preparedQuery(READ)
        .execute(Tuple.of(message.after(), message.limit()))
        .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
        .map(
            rows -> {
              List<AuditEvent> events = new ArrayList<>(rows.size());
              long last = 0;
              for (Row row : rows) {
                last = row.getLong("last");
                if (row.getLong("seq") != null) {
                  events.add(event(row));
                }
              }
              return new EventsRead(events, last);
            })
        .recover(
            cause -> {
              LOG.warn("Events cannot be read: {}", DatabaseFault.describe(cause));
              return Future.failedFuture(Failure.UNAVAILABLE.exception());
            });
  }

  /** Completes if the database answers within a second. */
  public Future<?> ping() {
    return client.query("select 1").execute().timeout(1, TimeUnit.SECONDS);
  }

  public Future<Void> close() {
    return client.close();
  }

  private static AuditEvent event(Row row) {
    Buffer hash = row.getBuffer("secret_hash");
    return new AuditEvent(
        row.getLong("seq"),
        row.getUUID("event_id"),
        row.getOffsetDateTime("at").toInstant(),
        row.getShort("format"),
        Action.ofCode(row.getShort("action")),
        Outcome.ofCode(row.getShort("outcome")),
        row.getString("reason"),
        row.getString("identity"),
        row.getUUID("token_id"),
        hash == null ? null : SecretHash.ofBytes(hash.getBytes()),
        instant(row.getOffsetDateTime("expires_at")),
        instant(row.getOffsetDateTime("observed_at")),
        new Origin(
            row.getString("peer"),
            row.getString("forwarded"),
            row.getString("request_id"),
            row.getString("user_agent"),
            row.getString("node")),
        row.getInteger("attempts"));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
