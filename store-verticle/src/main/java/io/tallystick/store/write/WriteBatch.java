package io.tallystick.store.write;

import io.tallystick.store.database.Session;
import io.tallystick.store.schema.EventColumns;
import io.tallystick.store.schema.WriteRequest;
import io.tallystick.store.write.WriteResult.Applied;
import io.tallystick.store.write.WriteResult.IdConflict;
import io.tallystick.store.write.WriteResult.NoMatch;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The call that writes a batch: its SQL, its parameters, its results. */
public final class WriteBatch {

  private static final String SQL =
      """
      select done_at, events_at, last_seq, status, seq, at
      from %s
      """
          .formatted(EventColumns.functionCall());

  private WriteBatch() {}

  /**
   * Writes a batch in one transaction.
   *
   * @param batch may be empty; then nothing is written, but all is asked for that a write needs
   * @return the result. The future fails like that of {@link Session#call}; then nothing of the
   *     batch is committed, or the result is unknown
   */
  public static Future<WrittenBatch> write(Session session, List<WriteRequest> batch) {
    return session.call(SQL, EventColumns.parameters(batch)).map(rows -> written(batch, rows));
  }

  private static WrittenBatch written(List<WriteRequest> batch, RowSet<Row> rows) {
    Row row = rows.iterator().next();
    // An empty batch has no array either.
    List<WriteResult> results = row.getValue(3) == null ? allNow(batch.size(), row) : each(row);
    return new WrittenBatch(
        batch, results, row.getOffsetDateTime(0).toInstant(), row.getOffsetDateTime(1).toInstant());
  }

  /** All rows were done now, and their events have consecutive numbers. */
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
}
