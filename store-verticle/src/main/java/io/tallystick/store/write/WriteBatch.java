package io.tallystick.store.write;

import io.tallystick.event.SecretHash;
import io.tallystick.store.database.Session;
import io.tallystick.store.write.WriteResult.Applied;
import io.tallystick.store.write.WriteResult.IdConflict;
import io.tallystick.store.write.WriteResult.NoMatch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Array;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The call that writes a batch: its SQL, its parameters, its results. */
public final class WriteBatch {

  private static final String SQL =
      """
      select done_at, events_at, last_seq, status, seq, at
      from tallystick.write_batch_v1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
      """;

  private WriteBatch() {}

  /** Writes a batch in one transaction; fails within a bounded time. */
  public static Future<WrittenBatch> write(Session session, List<WriteRequest> batch) {
    return session.call(SQL, parameters(batch)).map(rows -> written(batch, rows));
  }

  /** One array for each column, in the order of the function's parameters. */
  public static Tuple parameters(List<WriteRequest> batch) {
    return Tuple.of(
            column(batch, Short.class, r -> (short) r.action().code()),
            column(batch, Short.class, r -> (short) r.outcome().code()),
            column(batch, UUID.class, WriteRequest::eventId),
            column(batch, String.class, WriteRequest::reason))
        .addValue(column(batch, String.class, WriteRequest::identity))
        .addValue(column(batch, UUID.class, WriteRequest::tokenId))
        .addValue(column(batch, Buffer.class, r -> bytes(r.secretHash())))
        .addValue(column(batch, OffsetDateTime.class, r -> time(r.expiresAt())))
        .addValue(column(batch, OffsetDateTime.class, r -> time(r.observedAt())))
        .addValue(column(batch, String.class, r -> r.origin().peer()))
        .addValue(column(batch, String.class, r -> r.origin().forwarded()))
        .addValue(column(batch, String.class, r -> r.origin().requestId()))
        .addValue(column(batch, String.class, r -> r.origin().userAgent()))
        .addValue(column(batch, String.class, r -> r.origin().node()))
        .addValue(column(batch, Integer.class, WriteRequest::attempts));
  }

  private static WrittenBatch written(List<WriteRequest> batch, RowSet<Row> rows) {
    Row row = rows.iterator().next();
    List<WriteResult> results = row.getValue(3) == null ? allNow(batch.size(), row) : each(row);
    return new WrittenBatch(batch, results, row.getOffsetDateTime(1).toInstant());
  }

  private static List<WriteResult> allNow(int count, Row row) {
    Instant at = row.getOffsetDateTime(0).toInstant();
    long first = row.getLong(2) - count + 1;
    List<WriteResult> results = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      results.add(new Applied(at, first + i, true));
    }
    return results;
  }

  private static List<WriteResult> each(Row row) {
    Short[] status = row.getArrayOfShorts(3);
    Long[] seq = row.getArrayOfLongs(4);
    OffsetDateTime[] at = row.getArrayOfOffsetDateTimes(5);
    List<WriteResult> results = new ArrayList<>(status.length);
    for (int i = 0; i < status.length; i++) {
      results.add(
          switch (status[i]) {
            case 0 -> new Applied(at[i].toInstant(), seq[i], true);
            case 1 -> new Applied(at[i].toInstant(), seq[i], false);
            case 2 -> new NoMatch();
            case 3 -> new IdConflict();
            default -> throw new IllegalStateException("unknown status " + status[i]);
          });
    }
    return results;
  }

  /** Null where no request of the batch has a value, which the function takes for all nulls. */
  @SuppressWarnings("unchecked")
  private static <T> @Nullable T @Nullable [] column(
      List<WriteRequest> batch, Class<T> type, Function<WriteRequest, @Nullable T> value) {
    @Nullable T[] column = (T[]) Array.newInstance(type, batch.size());
    boolean empty = true;
    for (int i = 0; i < column.length; i++) {
      column[i] = value.apply(batch.get(i));
      empty &= column[i] == null;
    }
    return empty ? null : column;
  }

  private static @Nullable Buffer bytes(@Nullable SecretHash hash) {
    return hash == null ? null : Buffer.buffer(hash.bytes());
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
