package io.tallystick.bench;

import com.github.f4b6a3.uuid.UuidCreator;
import io.tallystick.config.DatabaseUrl;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;

/**
 * A peer: the same two inserts in a transaction of their own, as pgbench would make them, from many
 * connections, with no HTTP and with event numbers that come from a sequence, which has gaps.
 */
final class SingleTransactions {

  /** Takes the token's id, the hash and the identity. */
  static final String INSERTS =
      """
      with t as (
        insert into tallystick.token (id, secret_hash, identity, issued_at, expires_at)
        values ($1, $2, $3, now(), now() + interval '1 hour')
      )
      insert into tallystick.audit_event
        (seq, event_id, at, format, action, outcome, identity, token_id, secret_hash, expires_at,
         peer, request_id, user_agent, node)
      values (nextval('bench_seq'), $1, now(), 1, 1, 1, $3, $1, $2, now() + interval '1 hour',
              '127.0.0.1', $3, 'bench/1', 'bench')
      """;

  static final String SEQUENCE =
      """
      do $$ begin
        if to_regclass('bench_seq') is null then create sequence bench_seq; end if;
      end $$
      """;

  private final Histogram latency = new Histogram(TimeUnit.MINUTES.toMicros(2), 3);
  private final AtomicBoolean ended = new AtomicBoolean();
  private long done;

  /** Runs on a database that has the schema. */
  Future<LoadResult> run(Vertx vertx, DatabaseUrl url, int connections, long millis) {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(url.host())
            .setPort(url.port())
            .setDatabase(url.database())
            .setUser(url.user())
            .setPassword(url.password());
    List<Future<PgConnection>> all = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      all.add(PgConnection.connect(vertx, options));
    }
    return Future.all(all)
        .compose(connected -> all.get(0).result().query(SEQUENCE).execute())
        .compose(
            made -> {
              long start = System.nanoTime();
              List<Future<Void>> loops =
                  all.stream()
                      .map(connection -> connection.result().prepare(INSERTS).compose(this::repeat))
                      .toList();
              vertx.setTimer(millis, fired -> ended.set(true));
              return Future.all(loops)
                  .map(
                      finished ->
                          new LoadResult((System.nanoTime() - start) / 1e9, done, 0, 0, latency));
            })
        .eventually(() -> Future.all(all.stream().map(c -> c.result().close()).toList()));
  }

  private Future<Void> repeat(PreparedStatement statement) {
    Promise<Void> end = Promise.promise();
    next(statement, end);
    return end.future();
  }

  private void next(PreparedStatement statement, Promise<Void> end) {
    if (ended.get()) {
      end.complete();
      return;
    }
    UUID id = UuidCreator.getTimeOrderedEpoch();
    long start = System.nanoTime();
    statement
        .query()
        .execute(Tuple.of(id, Buffer.buffer(new byte[32]), "service-0001"))
        .onFailure(end::fail)
        .onSuccess(
            rows -> {
              done++;
              latency.recordValue((System.nanoTime() - start) / 1_000);
              next(statement, end);
            });
  }
}
