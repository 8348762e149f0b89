package io.tallystick.bench.peer;

import com.github.f4b6a3.uuid.UuidCreator;
import io.tallystick.bench.load.LoadResult;
import io.tallystick.config.value.DatabaseUrl;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;

/**
 * An alternative without HTTP: each request's two inserts are a transaction, on many connections.
 * Unlike in the service, event numbers come from a sequence, which may have gaps.
 */
public final class SingleTransactions {

  /** How a transaction is sent. */
  public enum Form {
    /** Like a pgbench script: BEGIN, two inserts and COMMIT, each sent after the last answer. */
    TRANSACTION,
    /**
     * Both inserts in one statement with one answer, which is the least possible cost of a client.
     */
    STATEMENT
  }

  private static final String TOKEN =
      """
      insert into tallystick.token (id, secret_hash, identity, issued_at, expires_at)
      values ($1, $2, $3, now(), now() + interval '1 hour')
      """;

  private static final String EVENT =
      """
      insert into tallystick.audit_event
        (seq, event_id, at, format, action, outcome, identity, token_id, secret_hash, expires_at,
         peer, request_id, user_agent, node)
      values (nextval('bench_seq'), $1, now(), 1, 1, 1, $3, $1, $2, now() + interval '1 hour',
              '127.0.0.1', $3, 'bench/1', 'bench')
      """;

  /** Both inserts. Its parameters are the token's id, the hash of its secret and its identity. */
  static final String INSERTS = "with t as (" + TOKEN + ") " + EVENT;

  static final String SEQUENCE =
      """
      do $$ begin
        if to_regclass('bench_seq') is null then create sequence bench_seq; end if;
      end $$
      """;

  private final Form form;
  private final Histogram latency = new Histogram(TimeUnit.MINUTES.toMicros(2), 3);
  private final AtomicBoolean ended = new AtomicBoolean();
  private long done;

  /** Creates a load. */
  public SingleTransactions(Form form) {
    this.form = form;
  }

  /**
   * Runs the load once.
   *
   * @param url a database with the schema
   * @param connections the number of connections, each with one transaction at a time
   * @param millis how long to run, in milliseconds
   * @return the result; the future fails if a transaction fails
   */
  public Future<LoadResult> run(Vertx vertx, DatabaseUrl url, int connections, long millis) {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(url.host())
            .setPort(url.port())
            .setDatabase(url.database())
            .setUser(url.user())
            .setPassword(url.password())
            .setCachePreparedStatements(true);
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
                  all.stream().map(connection -> repeat(connection.result())).toList();
              vertx.setTimer(millis, fired -> ended.set(true));
              return Future.all(loops)
                  .map(
                      finished ->
                          new LoadResult((System.nanoTime() - start) / 1e9, done, 0, 0, latency));
            })
        .eventually(() -> Future.all(all.stream().map(c -> c.result().close()).toList()));
  }

  private Future<Void> repeat(PgConnection connection) {
    Promise<Void> end = Promise.promise();
    next(connection, end);
    return end.future();
  }

  private void next(PgConnection connection, Promise<Void> end) {
    if (ended.get()) {
      end.complete();
      return;
    }
    long start = System.nanoTime();
    transaction(connection)
        .onFailure(end::fail)
        .onSuccess(
            rows -> {
              done++;
              latency.recordValue((System.nanoTime() - start) / 1_000);
              next(connection, end);
            });
  }

  private Future<?> transaction(PgConnection connection) {
    Tuple row =
        Tuple.of(UuidCreator.getTimeOrderedEpoch(), Buffer.buffer(new byte[32]), "service-0001");
    return switch (form) {
      case STATEMENT -> connection.preparedQuery(INSERTS).execute(row);
      case TRANSACTION ->
          connection
              .query("begin")
              .execute()
              .compose(begun -> connection.preparedQuery(TOKEN).execute(row))
              .compose(inserted -> connection.preparedQuery(EVENT).execute(row))
              .compose(inserted -> connection.query("commit").execute());
    };
  }
}
