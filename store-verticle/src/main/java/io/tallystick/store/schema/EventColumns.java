package io.tallystick.store.schema;

import io.tallystick.event.Action;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.Origin;
import io.tallystick.event.Outcome;
import io.tallystick.event.SecretHash;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Array;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of an event. The parameters of {@code write_batch_v1}, their order, and the columns
 * that are read back all follow from one list.
 */
public final class EventColumns {

  /**
   * A column.
   *
   * @param name the name of the column in the table
   * @param type the Java type of its values in the driver
   * @param value gets the value from a request; null if the request has none
   */
  private record Column<T>(String name, Class<T> type, Function<WriteRequest, @Nullable T> value) {}

  // In the order of the parameters of write_batch_v1.
  private static final List<Column<?>> ALL =
      List.of(
          new Column<>("action", Short.class, r -> (short) r.event().action().code()),
          new Column<>("outcome", Short.class, r -> (short) r.event().outcome().code()),
          new Column<>("event_id", UUID.class, r -> r.event().eventId()),
          new Column<>("reason", String.class, r -> ofRefusal(r, Refusal::reason)),
          new Column<>("identity", String.class, r -> r.event().identity()),
          new Column<>("token_id", UUID.class, r -> r.event().tokenId()),
          new Column<>("secret_hash", Buffer.class, r -> bytes(r.secretHash())),
          new Column<>(
              "expires_at",
              OffsetDateTime.class,
              r -> r.event() instanceof Issue issue ? time(issue.expiresAt()) : null),
          new Column<>(
              "observed_at", OffsetDateTime.class, r -> ofRefusal(r, e -> time(e.observedAt()))),
          new Column<>("peer", String.class, r -> r.event().origin().peer()),
          new Column<>("forwarded", String.class, r -> r.event().origin().forwarded()),
          new Column<>("request_id", String.class, r -> r.event().origin().requestId()),
          new Column<>("user_agent", String.class, r -> r.event().origin().userAgent()),
          new Column<>("node", String.class, r -> r.event().origin().node()),
          new Column<>(
              "attempts",
              Integer.class,
              r -> ofRefusal(r, e -> e.count() == 1 ? null : e.count())));

  /** The version of the stored form that this function writes. */
  public static final int FORMAT = 1;

  private EventColumns() {}

  /** The columns of {@code audit_event} that {@link #event} reads, separated by commas. */
  public static String names() {
    return Stream.concat(Stream.of("seq", "at", "format"), ALL.stream().map(Column::name))
        .collect(Collectors.joining(", "));
  }

  /** The call of the function that writes a batch, with a placeholder for each parameter. */
  public static String functionCall() {
    return Stream.iterate(1, i -> i + 1)
        .limit(ALL.size())
        .map(i -> "$" + i)
        .collect(Collectors.joining(", ", "tallystick.write_batch_v1(", ")"));
  }

  /** The parameters of {@code write_batch_v1}: an array for each, with an element per request. */
  public static Tuple parameters(List<WriteRequest> batch) {
    Tuple parameters = Tuple.tuple();
    ALL.forEach(column -> parameters.addValue(array(column, batch)));
    return parameters;
  }

  /** The event in a row that has the columns of {@link #names}. */
  public static AuditEvent event(Row row) {
    return new AuditEvent(
        row.getLong("seq"),
        row.getOffsetDateTime("at").toInstant(),
        row.getShort("format"),
        draft(row));
  }

  private static EventDraft draft(Row row) {
    Action action = Action.ofCode(row.getShort("action"));
    Origin origin =
        new Origin(
            row.getString("peer"),
            row.getString("forwarded"),
            row.getString("request_id"),
            row.getString("user_agent"),
            row.getString("node"));
    if (Outcome.ofCode(row.getShort("outcome")) == Outcome.REFUSED) {
      Integer attempts = row.getInteger("attempts");
      return new Refusal(
          row.getUUID("event_id"),
          action,
          row.getString("reason"),
          row.getString("identity"),
          row.getUUID("token_id"),
          row.getOffsetDateTime("observed_at").toInstant(),
          origin,
          attempts == null ? 1 : attempts);
    }
    return switch (action) {
      case ISSUE ->
          new Issue(
              row.getUUID("token_id"),
              SecretHash.ofBytes(row.getBuffer("secret_hash").getBytes()),
              row.getString("identity"),
              row.getOffsetDateTime("expires_at").toInstant(),
              origin);
      case REVOKE ->
          new Revoke(
              row.getUUID("event_id"), row.getUUID("token_id"), row.getString("identity"), origin);
    };
  }

  /** Null if no request has a value. The function treats null as an array of nulls. */
  @SuppressWarnings("unchecked")
  private static <T> @Nullable T @Nullable [] array(Column<T> column, List<WriteRequest> batch) {
    @Nullable T[] array = (T[]) Array.newInstance(column.type(), batch.size());
    boolean empty = true;
    for (int i = 0; i < array.length; i++) {
      array[i] = column.value().apply(batch.get(i));
      empty &= array[i] == null;
    }
    return empty ? null : array;
  }

  private static <T> @Nullable T ofRefusal(
      WriteRequest request, Function<Refusal, @Nullable T> value) {
    return request.event() instanceof Refusal refusal ? value.apply(refusal) : null;
  }

  private static @Nullable Buffer bytes(@Nullable SecretHash hash) {
    return hash == null ? null : Buffer.buffer(hash.bytes());
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
