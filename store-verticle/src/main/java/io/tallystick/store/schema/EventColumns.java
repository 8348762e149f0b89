package io.tallystick.store.schema;

import io.tallystick.event.Action;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.EventDraft.RevokeAll;
import io.tallystick.event.Origin;
import io.tallystick.event.Outcome;
import io.tallystick.event.ReplacedToken;
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
 * The columns of an event. The parameters of {@code write_batch_v5}, their order, and the columns
 * that are read back all follow from these lists.
 */
public final class EventColumns {

  /**
   * A column.
   *
   * @param name the name of the column in the table
   * @param type the Java type of its values in the driver
   * @param value gets the value from a request; null if the request has none
   */
  private record Column<T>(String name, Class<T> type, Function<WriteRequest, @Nullable T> value) {

    /** The value of this column in a row that has all columns; null if the event has none. */
    T in(Row row) {
      return row.get(type, name);
    }
  }

  private static final Column<Short> ACTION =
      new Column<>("action", Short.class, r -> (short) r.event().action().code());
  private static final Column<Short> OUTCOME =
      new Column<>("outcome", Short.class, r -> (short) r.event().outcome().code());
  private static final Column<UUID> EVENT_ID =
      new Column<>("event_id", UUID.class, r -> r.event().eventId());
  private static final Column<String> REASON =
      new Column<>("reason", String.class, r -> ofRefusal(r, Refusal::reason));
  private static final Column<String> DEFECT =
      new Column<>("defect", String.class, r -> ofRefusal(r, Refusal::defect));
  private static final Column<String> IDENTITY =
      new Column<>("identity", String.class, r -> r.event().identity());
  private static final Column<UUID> TOKEN_ID =
      new Column<>("token_id", UUID.class, r -> r.event().tokenId());
  private static final Column<Buffer> SECRET_HASH =
      new Column<>("secret_hash", Buffer.class, r -> bytes(r.secretHash()));
  private static final Column<OffsetDateTime> EXPIRES_AT =
      new Column<>("expires_at", OffsetDateTime.class, r -> expiresAt(r.event()));
  private static final Column<OffsetDateTime> OBSERVED_AT =
      new Column<>(
          "observed_at", OffsetDateTime.class, r -> ofRefusal(r, e -> time(e.observedAt())));
  private static final Column<String> PEER =
      new Column<>("peer", String.class, r -> r.event().origin().peer());
  private static final Column<String> FORWARDED =
      new Column<>("forwarded", String.class, r -> r.event().origin().forwarded());
  private static final Column<String> ACTOR =
      new Column<>("actor", String.class, r -> r.event().origin().actor());
  private static final Column<String> REQUEST_ID =
      new Column<>("request_id", String.class, r -> r.event().origin().requestId());
  private static final Column<String> CALLER_REQUEST_ID =
      new Column<>("caller_request_id", String.class, r -> r.event().origin().callerRequestId());
  private static final Column<String> USER_AGENT =
      new Column<>("user_agent", String.class, r -> r.event().origin().userAgent());
  private static final Column<String> NODE =
      new Column<>("node", String.class, r -> r.event().origin().node());
  private static final Column<Integer> ATTEMPTS =
      new Column<>(
          "attempts", Integer.class, r -> ofRefusal(r, e -> e.count() == 1 ? null : e.count()));

  private static final Column<OffsetDateTime> ISSUED_AT =
      new Column<>(
          "issued_at",
          OffsetDateTime.class,
          r ->
              r.event() instanceof Import imported && imported.issuedAt() != null
                  ? time(imported.issuedAt())
                  : null);

  // In the order of the parameters of write_batch_v5.
  private static final List<Column<?>> ALL =
      List.of(
          ACTION,
          OUTCOME,
          EVENT_ID,
          REASON,
          DEFECT,
          IDENTITY,
          TOKEN_ID,
          SECRET_HASH,
          EXPIRES_AT,
          OBSERVED_AT,
          PEER,
          FORWARDED,
          ACTOR,
          REQUEST_ID,
          CALLER_REQUEST_ID,
          USER_AGENT,
          NODE,
          ATTEMPTS,
          ISSUED_AT);

  // Its further parameters, which are columns of a token and not of an event.
  private static final List<Column<?>> OF_TOKEN =
      List.of(
          new Column<>("label", String.class, WriteRequest::label),
          new Column<>("metadata", String.class, WriteRequest::metadata));

  // Columns that other functions write.
  private static final String RELATED_ID = "related_id";
  private static final String RELATED_EXPIRES_AT = "related_expires_at";

  private EventColumns() {}

  /** The columns of {@code audit_event} that {@link #event} reads, separated by commas. */
  public static String names() {
    return Stream.concat(
            Stream.of("seq", "at", "format", RELATED_ID, RELATED_EXPIRES_AT),
            ALL.stream().map(Column::name))
        .collect(Collectors.joining(", "));
  }

  /** The call of the function that writes a batch, with a placeholder for each parameter. */
  public static String functionCall() {
    return Stream.iterate(1, i -> i + 1)
        .limit(ALL.size() + OF_TOKEN.size())
        .map(i -> "$" + i)
        .collect(Collectors.joining(", ", "tallystick.write_batch_v5(", ")"));
  }

  /** The parameters of {@code write_batch_v5}: an array for each, with an element per request. */
  public static Tuple parameters(List<WriteRequest> batch) {
    Tuple parameters = Tuple.tuple();
    ALL.forEach(column -> parameters.addValue(array(column, batch)));
    OF_TOKEN.forEach(column -> parameters.addValue(array(column, batch)));
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
    Action action = Action.ofCode(ACTION.in(row));
    Origin origin =
        new Origin(
            PEER.in(row),
            FORWARDED.in(row),
            ACTOR.in(row),
            REQUEST_ID.in(row),
            CALLER_REQUEST_ID.in(row),
            USER_AGENT.in(row),
            NODE.in(row));
    if (Outcome.ofCode(OUTCOME.in(row)) == Outcome.REFUSED) {
      Integer attempts = ATTEMPTS.in(row);
      return new Refusal(
          EVENT_ID.in(row),
          action,
          REASON.in(row),
          DEFECT.in(row),
          IDENTITY.in(row),
          TOKEN_ID.in(row),
          OBSERVED_AT.in(row).toInstant(),
          origin,
          attempts == null ? 1 : attempts);
    }
    return switch (action) {
      case ISSUE ->
          new Issue(
              TOKEN_ID.in(row),
              hash(row),
              IDENTITY.in(row),
              EXPIRES_AT.in(row).toInstant(),
              replaced(row),
              origin);
      case REVOKE ->
          new Revoke(
              EVENT_ID.in(row),
              TOKEN_ID.in(row),
              IDENTITY.in(row),
              row.getUUID(RELATED_ID),
              origin);
      case IMPORT ->
          new Import(
              EVENT_ID.in(row),
              TOKEN_ID.in(row),
              hash(row),
              IDENTITY.in(row),
              ISSUED_AT.in(row) == null ? null : ISSUED_AT.in(row).toInstant(),
              EXPIRES_AT.in(row).toInstant(),
              origin);
      case REVOKE_ALL -> new RevokeAll(EVENT_ID.in(row), IDENTITY.in(row), origin);
    };
  }

  private static SecretHash hash(Row row) {
    return SecretHash.ofBytes(SECRET_HASH.in(row).getBytes());
  }

  private static @Nullable ReplacedToken replaced(Row row) {
    UUID id = row.getUUID(RELATED_ID);
    return id == null
        ? null
        : new ReplacedToken(id, row.getOffsetDateTime(RELATED_EXPIRES_AT).toInstant());
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

  private static @Nullable OffsetDateTime expiresAt(EventDraft event) {
    if (event instanceof Issue issue) {
      return time(issue.expiresAt());
    }
    return event instanceof Import imported ? time(imported.expiresAt()) : null;
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
