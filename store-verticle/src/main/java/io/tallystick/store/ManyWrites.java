package io.tallystick.store;

import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.RevokeById;
import io.tallystick.eventbus.message.TokenDetails;
import io.tallystick.eventbus.message.TokensWritten;
import io.tallystick.eventbus.message.TokensWritten.Outcome;
import io.tallystick.eventbus.message.TokensWritten.Result;
import io.tallystick.eventbus.message.WriteTokens;
import io.tallystick.eventbus.message.WriteTokens.Operation;
import io.tallystick.store.read.TokenList;
import io.tallystick.store.schema.WriteRequest;
import io.tallystick.store.write.WriteQueue;
import io.tallystick.store.write.WriteResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Issues and revokes that one message asks for. The tokens to revoke are looked up together, and
 * all rows go into the write queue together.
 */
final class ManyWrites {

  private static final Result DONE = new Result(Outcome.DONE);
  private static final Result UNKNOWN = new Result(Outcome.UNKNOWN);

  private final WriteQueue writes;
  private final TokenList tokens;
  private final RequestCheck check;

  ManyWrites(WriteQueue writes, TokenList tokens, RequestCheck check) {
    this.writes = writes;
    this.tokens = tokens;
    this.check = check;
  }

  /**
   * Does the operations. Fails with OVERLOADED or UNAVAILABLE if none was begun, and with REJECTED
   * if one of them does not come from this service.
   */
  Future<TokensWritten> write(WriteTokens message) {
    List<UUID> revoked =
        message.operations().stream()
            .filter(RevokeById.class::isInstance)
            .map(operation -> ((RevokeById) operation).tokenId())
            .distinct()
            .toList();
    Future<List<TokenDetails>> known =
        revoked.isEmpty() ? Future.succeededFuture(List.of()) : tokens.find(revoked);
    return known
        .map(
            found ->
                found.stream()
                    .collect(Collectors.toMap(TokenDetails::tokenId, Function.identity())))
        .compose(found -> write(message, found));
  }

  private Future<TokensWritten> write(WriteTokens message, Map<UUID, TokenDetails> known) {
    List<Operation> operations = message.operations();
    List<@Nullable TokenDetails> targets = new ArrayList<>(operations.size());
    List<WriteRequest> rows = new ArrayList<>(operations.size());
    for (Operation operation : operations) {
      TokenDetails target = operation instanceof RevokeById revoke ? target(revoke, known) : null;
      targets.add(target);
      if (operation instanceof IssueToken issue) {
        rows.add(WriteRequest.of(issue));
      } else if (operation instanceof RevokeById revoke && target != null) {
        rows.add(
            check.revokeOfMany(
                new Revoke(
                    revoke.revocationId(), revoke.tokenId(), target.identity(), revoke.origin()),
                target.secretHash(),
                message.millisLeft()));
      }
    }
    Future<List<Future<WriteResult>>> written =
        rows.isEmpty()
            ? Future.succeededFuture(List.of())
            : writes.submitAll(rows, message.millisLeft());
    return written.map(results -> results(operations, targets, results));
  }

  /** The token that is to be revoked; null if none has this id, or another secret. */
  private static @Nullable TokenDetails target(RevokeById revoke, Map<UUID, TokenDetails> known) {
    TokenDetails token = known.get(revoke.tokenId());
    SecretHash shown = revoke.secretHash();
    return token != null && (shown == null || token.secretHash().equals(shown)) ? token : null;
  }

  private static TokensWritten results(
      List<Operation> operations,
      List<@Nullable TokenDetails> targets,
      List<Future<WriteResult>> written) {
    List<Result> results = new ArrayList<>(operations.size());
    int row = 0;
    for (int i = 0; i < operations.size(); i++) {
      TokenDetails target = targets.get(i);
      results.add(
          operations.get(i) instanceof RevokeById && target == null
              ? UNKNOWN
              : result(written.get(row++), target));
    }
    return new TokensWritten(results);
  }

  private static Result result(Future<WriteResult> written, @Nullable TokenDetails target) {
    if (written.failed()) {
      Outcome outcome =
          Failure.of(written.cause()) == Failure.REJECTED ? Outcome.REJECTED : Outcome.UNAVAILABLE;
      return new Result(outcome);
    }
    return written
        .result()
        .match(
            applied ->
                target == null ? DONE : new Result(Outcome.DONE, target.revoked(applied.at())),
            () -> new Result(Outcome.NOT_LIVE, Objects.requireNonNull(target)),
            () -> new Result(Outcome.REJECTED));
  }
}
