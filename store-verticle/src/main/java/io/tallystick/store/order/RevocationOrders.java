package io.tallystick.store.order;

import io.tallystick.event.EventDraft.RevokeAll;
import io.tallystick.event.Origin;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.OrderProgress;
import io.tallystick.eventbus.message.RevokeAllTokens;
import io.tallystick.store.database.Connections;
import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.RepeatedCall;
import io.tallystick.store.database.Session;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders to revoke all tokens of an identity. An order is placed at once, and then done in short
 * transactions, on a connection of its own. If a node stops or crashes, any other one goes on with
 * its orders.
 *
 * <p>Lives on one event loop.
 */
public final class RevocationOrders {

  private static final Logger LOG = LoggerFactory.getLogger(RevocationOrders.class);

  private static final String PLACE =
      "select tallystick.order_revocation_v1($1, $2, $3, $4, $5, $6, $7, $8, $9)";
  private static final String STEP =
      "select order_id, revoked, done, last_seq from tallystick.continue_revocation_v1($1, $2)";

  // A step takes the database some tens of milliseconds.
  private static final int STEP_TOKENS = 1_000;
  private static final long INTERVAL_MILLIS = 5_000;
  // If a step fails for so long, the order is left to the upkeep.
  private static final long STEP_MILLIS = Duration.ofMinutes(1).toMillis();

  private final Vertx vertx;
  private final Session session;
  private final RepeatedCall place;
  private final RepeatedCall step;
  private final LongConsumer committed;
  private boolean finishing;
  private boolean closed;

  /** An order on its way; without progress until it is placed. */
  private static final class Order {

    private final UUID id;
    private @Nullable OrderProgress progress;

    Order(UUID id) {
      this.id = id;
    }
  }

  /**
   * Creates the orders of a store. It opens no connection yet.
   *
   * @param committed is told of the number of the newest event after each commit
   */
  public RevocationOrders(Vertx vertx, Connections connections, LongConsumer committed) {
    this.vertx = vertx;
    this.session = new Session(connections);
    this.place = new RepeatedCall(vertx, session, "An order to revoke all tokens", PLACE);
    this.step = new RepeatedCall(vertx, session, "A step of an order to revoke all tokens", STEP);
    this.committed = committed;
  }

  /** Finishes orders that nobody goes on with, regularly, until {@link #close}. */
  public void start() {
    vertx.setPeriodic(0, INTERVAL_MILLIS, timer -> finishOthers());
  }

  /**
   * Places an order, and does it.
   *
   * @return completes when the order is done, or a little before the caller's time is over; then it
   *     goes on in the background. Fails with REJECTED if nothing was done, and with UNAVAILABLE if
   *     it is not known whether the order was placed
   */
  public Future<OrderProgress> order(RevokeAllTokens message) {
    long millis = Math.max(1, message.millisLeft());
    Order order = new Order(message.event().eventId());
    return place
        .run(parameters(message.event()), millis)
        .compose(
            placed -> {
              committed.accept(placed.iterator().next().getLong(0));
              order.progress = new OrderProgress(order.id, 0, false);
              return finish(order);
            })
        // The rest of the time is for the reply.
        .timeout(millis - millis / 10, TimeUnit.MILLISECONDS)
        .recover(
            cause -> {
              if (order.progress != null) {
                return Future.succeededFuture(order.progress);
              }
              return Future.failedFuture(
                  cause instanceof TimeoutException ? Failure.UNAVAILABLE.exception() : cause);
            });
  }

  private Future<OrderProgress> finish(Order order) {
    return step.run(Tuple.of(order.id, STEP_TOKENS), STEP_MILLIS)
        .compose(
            rows -> {
              OrderProgress progress = progress(rows.iterator().next());
              order.progress = progress;
              return progress.done() || closed ? Future.succeededFuture(progress) : finish(order);
            });
  }

  private void finishOthers() {
    if (!finishing) {
      finishing = true;
      continueAny().onComplete(done -> finishing = false);
    }
  }

  /** Takes steps of any orders, until there is none that is not done. */
  private Future<Void> continueAny() {
    return session
        .call(STEP, Tuple.of(null, STEP_TOKENS))
        .onFailure(
            cause -> LOG.debug("Orders cannot be continued now: {}", DatabaseFault.describe(cause)))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.succeededFuture();
              }
              OrderProgress progress = progress(rows.iterator().next());
              if (progress.done()) {
                LOG.info(
                    "Order {} is done, which was begun before: {} tokens revoked",
                    progress.order(),
                    progress.revoked());
              }
              return closed ? Future.succeededFuture() : continueAny();
            });
  }

  private OrderProgress progress(Row row) {
    Long lastSeq = row.getLong("last_seq");
    if (lastSeq != null) {
      committed.accept(lastSeq);
    }
    return new OrderProgress(
        row.getUUID("order_id"), row.getInteger("revoked"), row.getBoolean("done"));
  }

  private static Tuple parameters(RevokeAll event) {
    Origin origin = event.origin();
    return Tuple.of(
        event.eventId(),
        event.identity(),
        origin.peer(),
        origin.forwarded(),
        origin.actor(),
        origin.requestId(),
        origin.callerRequestId(),
        origin.userAgent(),
        origin.node());
  }

  /** Ends after the step that is under way, and closes the connection. */
  public Future<Void> close() {
    closed = true;
    return session.close();
  }
}
