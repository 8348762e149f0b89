package io.tallystick.eventbus.message;

import java.util.List;
import java.util.UUID;

/**
 * The reply to {@link ReadRevocations}.
 *
 * @param revocations in the order of their numbers; may be empty
 * @param upTo the number up to which the revocations are complete. If it is lower than the number
 *     in the request, the database has fewer events than that
 * @param last the newest event number in the database when it was asked
 */
public record RevocationsRead(List<Revocation> revocations, long upTo, long last)
    implements Message {

  /**
   * A token was revoked.
   *
   * @param seq the number of the event
   * @param tokenId the token's public id
   */
  public record Revocation(long seq, UUID tokenId) {}

  /** Copies the list. */
  public RevocationsRead {
    revocations = List.copyOf(revocations);
  }
}
