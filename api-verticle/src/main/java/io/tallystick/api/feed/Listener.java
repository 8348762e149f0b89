package io.tallystick.api.feed;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;

/**
 * Somebody who reads revocations, and how far. It keeps only this number: what the caller does not
 * take yet stays in the tail or in the database.
 *
 * <p>Lives on the event loop of its connection.
 */
abstract sealed class Listener permits EventStream, LongPoll {

  private final Context context = Vertx.currentContext();
  private final RevocationTail tail;
  private final int limit;
  private final int history;
  private final HttpServerResponse response;
  private long after;
  private boolean reading;

  /**
   * Creates a listener.
   *
   * @param now a position at a moment after the request has arrived
   */
  Listener(RevocationTail tail, HttpServerResponse response, FeedRequest request, Position now) {
    this.tail = tail;
    this.response = response;
    this.after = request.after() == null ? now.upTo() : request.after();
    this.limit = request.limit();
    this.history = now.history();
  }

  /** Takes some revocations, and how far they lead. */
  abstract void take(Page page);

  /** Ends the answer, unless it has ended. The caller may begin again at the number it has. */
  abstract void end();

  /** There may be more, but the caller has not taken what was sent. */
  void stalled() {}

  final HttpServerResponse response() {
    return response;
  }

  /** The number up to which the caller has been told of all revocations. */
  final long reached() {
    return after;
  }

  final boolean isOver() {
    return isOver(response);
  }

  /** Whether an answer has ended, or nobody can get it any more. */
  static boolean isOver(HttpServerResponse response) {
    return response.ended() || response.closed();
  }

  /** Reads on, unless there is nothing more now, or the caller does not take what there is. */
  final void advance() {
    if (reading || isOver()) {
      return;
    }
    if (response.writeQueueFull()) {
      stalled();
      return;
    }
    reading = true;
    tail.read(after, limit, this::isOver)
        .onSuccess(
            page -> {
              reading = false;
              proceed(page);
            })
        // The next position of the tail is another reason to try.
        .onFailure(cause -> reading = false);
  }

  private void proceed(Page page) {
    if (isOver()) {
      return;
    }
    Position newest = page.newest();
    if (newest != null && newest.history() != history) {
      end();
      return;
    }
    boolean isFurther = page.upTo() > after;
    after = page.upTo();
    take(page);
    if (newest == null && isFurther) {
      context.runOnContext(more -> advance());
    }
  }
}
