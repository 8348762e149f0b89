package io.tallystick.store.upkeep;

import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.CheckpointRecorded;
import io.tallystick.eventbus.message.LogCheckpoint;
import io.tallystick.eventbus.message.RecordCheckpoint;
import io.tallystick.store.database.Connections;
import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.Session;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records the signed checkpoints of all nodes' event logs. */
public final class CheckpointStore {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

  private static final String RECORD =
      """
      select previous_known, own_highest, key, size, root, note, node
      from tallystick.record_checkpoint_v1($1, $2, $3, $4, $5, $6)
      """;

  private Session session;

  /** Creates a store. It opens no connection yet. */
  public CheckpointStore(Connections connections) {
    this.session = new Session(connections);
  }

  /**
   * Records a checkpoint. If the sender wants a confirmation, it is recorded on a new connection.
   * Fails with UNAVAILABLE if the database does not answer.
   */
  public Future<CheckpointRecorded> record(RecordCheckpoint message) {
    if (message.confirm()) {
      session = session.renewed();
    }
    LogCheckpoint checkpoint = message.checkpoint();
    Session used = session;
    return used.call(
            RECORD,
            Tuple.of(
                checkpoint.key(),
                checkpoint.size(),
                Buffer.buffer(Base64.getDecoder().decode(checkpoint.root())),
                checkpoint.note(),
                checkpoint.node(),
                message.previousSize()))
        .map(rows -> recorded(rows, used.server()))
        .recover(
            cause -> {
              LOG.warn("A checkpoint cannot be recorded: {}", DatabaseFault.describe(cause));
              return Future.failedFuture(Failure.UNAVAILABLE.exception());
            });
  }

  /** Closes the session. */
  public Future<Void> close() {
    return session.close();
  }

  private static CheckpointRecorded recorded(RowSet<Row> rows, @Nullable String server) {
    List<LogCheckpoint> earlier = new ArrayList<>();
    boolean previousKnown = false;
    long ownHighest = 0;
    for (Row row : rows) {
      previousKnown = row.getBoolean("previous_known");
      ownHighest = row.getLong("own_highest");
      if (row.getString("key") != null) {
        earlier.add(
            new LogCheckpoint(
                row.getLong("size"),
                Base64.getEncoder().encodeToString(row.getBuffer("root").getBytes()),
                row.getString("key"),
                row.getString("note"),
                row.getString("node")));
      }
    }
    return new CheckpointRecorded(previousKnown, ownHighest, earlier, server);
  }
}
