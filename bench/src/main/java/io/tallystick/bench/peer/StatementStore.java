package io.tallystick.bench.peer;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.TokenIssued;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/**
 * An alternative store: one pipelined statement per request inserts both rows. Unlike in the
 * service, event numbers come from a sequence, which may have gaps.
 */
final class StatementStore extends VerticleBase {

  private final DatabaseUrl url;
  private final int connections;

  StatementStore(DatabaseUrl url, int connections) {
    this.url = url;
    this.connections = connections;
  }

  @Override
  public Future<?> start() {
    SqlClient client =
        PgBuilder.client()
            .with(new PoolOptions().setMaxSize(connections))
            .connectingTo(
                new PgConnectOptions()
                    .setHost(url.host())
                    .setPort(url.port())
                    .setDatabase(url.database())
                    .setUser(url.user())
                    .setPassword(url.password())
                    .setCachePreparedStatements(true)
                    .setPipeliningLimit(256)
                    .addProperty("jit", "off"))
            .using(vertx)
            .build();
    Bus.local(vertx).answer(Address.ISSUE, message -> issue(client, message));
    return client.query(SingleTransactions.SEQUENCE).execute();
  }

  private static Future<TokenIssued> issue(SqlClient client, IssueToken message) {
    UUID id = message.event().tokenId();
    return client
        .preparedQuery(SingleTransactions.INSERTS)
        .execute(
            Tuple.of(
                id,
                Buffer.buffer(message.event().secretHash().bytes()),
                message.event().identity()))
        .map(rows -> new TokenIssued(id, Instant.now(), 1));
  }
}
