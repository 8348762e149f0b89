package io.tallystick.api.feed;

import io.tallystick.eventbus.message.RevocationsRead.Revocation;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** One answer of JSON, as soon as there are revocations, or when the caller has waited enough. */
final class LongPoll extends Listener {

  private final boolean waits;
  private long newest;

  /** Creates an answer. It waits for revocations if the request says so. */
  LongPoll(RevocationTail tail, HttpServerResponse response, FeedRequest request, Position now) {
    super(tail, response, request, now);
    this.waits = !request.patience().isZero();
    this.newest = now.upTo();
  }

  @Override
  void take(Page page) {
    newest = Math.max(newest, page.upTo());
    if (!page.revocations().isEmpty() || (page.newest() != null && !waits)) {
      answer(page.revocations());
    }
  }

  @Override
  void end() {
    if (!isOver()) {
      answer(List.of());
    }
  }

  private void answer(List<Revocation> found) {
    JsonArray revocations = new JsonArray();
    for (Revocation revocation : found) {
      revocations.add(
          new JsonObject()
              .put("sequence", revocation.seq())
              .put("token_id", revocation.tokenId().toString()));
    }
    response()
        .putHeader("Content-Type", "application/json")
        .end(
            new JsonObject()
                .put("revocations", revocations)
                .put("sequence", reached())
                .put("newest", newest)
                .toBuffer());
  }
}
