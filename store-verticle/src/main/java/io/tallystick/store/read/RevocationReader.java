package io.tallystick.store.read;

import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.ReadRevocations;
import io.tallystick.eventbus.message.RevocationsRead;
import io.tallystick.eventbus.message.RevocationsRead.Revocation;
import io.tallystick.store.database.Connections;
import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.Session;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads which tokens were revoked or replaced, in the order of the events' numbers. A replaced one
 * may be valid for a while, but expires earlier than whoever checked it before was told. It looks
 * at a range of numbers, so it needs no index of revocations, which every revoke would pay for.
 */
public final class RevocationReader {

  private static final Logger LOG = LoggerFactory.getLogger(RevocationReader.class);

  // One snapshot, as in EventReader: what the head covers is complete. Codes: action 4 = revoke,
  // outcome 1 = success. An issue with a related id replaces that token.
  private static final String READ =
      """
      select h.seq as last, e.seq, e.token_id
      from tallystick.audit_head h
      left join lateral (
        select seq, case when action = 4 then token_id else related_id end as token_id
        from tallystick.audit_event
        where seq > $1::bigint and seq <= $1::bigint + $2::int and outcome = 1
          and (action = 4 or action = 1 and related_id is not null)
        order by seq
        limit nullif($3::int, 0)
      ) e on true
      order by e.seq
      """;

  private final Session newest;
  private final Session older;

  /** Creates a reader. It opens no connections yet. */
  public RevocationReader(Connections connections) {
    this.newest = new Session(connections);
    this.older = new Session(connections);
  }

  /**
   * Reads on from a number. Readers who are behind have a connection of their own, so that those
   * who follow the newest events do not wait for them. Fails with UNAVAILABLE if the database does
   * not answer.
   */
  public Future<RevocationsRead> read(ReadRevocations message) {
    Session session = message.most() == 0 ? newest : older;
    return session
        .call(READ, Tuple.of(message.after(), message.limit(), message.most()))
        .map(rows -> read(rows, message))
        .recover(
            cause -> {
              LOG.debug("Revocations cannot be read: {}", DatabaseFault.describe(cause));
              return Future.failedFuture(Failure.UNAVAILABLE.exception());
            });
  }

  private static RevocationsRead read(RowSet<Row> rows, ReadRevocations message) {
    List<Revocation> revocations = new ArrayList<>(rows.size());
    long last = 0;
    for (Row row : rows) {
      last = row.getLong("last");
      Long seq = row.getLong("seq");
      if (seq != null) {
        revocations.add(new Revocation(seq, row.getUUID("token_id")));
      }
    }
    boolean full = message.most() > 0 && revocations.size() == message.most();
    long upTo =
        full
            ? revocations.get(revocations.size() - 1).seq()
            : Math.min(last, message.after() + message.limit());
    return new RevocationsRead(revocations, upTo, last);
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return newest.close().eventually(older::close);
  }
}
