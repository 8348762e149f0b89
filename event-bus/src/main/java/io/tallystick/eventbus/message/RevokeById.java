package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tallystick.event.Origin;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.message.WriteTokens.Operation;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operation of {@link WriteTokens}: revoke a live token, whosever it is. If it is sent again
 * with the same revocation id, it is done only once.
 *
 * @param revocationId a new id for this operation, which is also the id of its event
 * @param tokenId the public id of the token
 * @param secretHash the hash of the secret that the caller sent; null if it has sent only the id
 * @param origin who asked
 */
public record RevokeById(
    UUID revocationId,
    UUID tokenId,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SecretHash secretHash,
    Origin origin)
    implements Operation {

  /**
   * Checks that nothing is missing.
   *
   * @throws NullPointerException if it is
   */
  public RevokeById {
    Objects.requireNonNull(revocationId);
    Objects.requireNonNull(tokenId);
    Objects.requireNonNull(origin);
  }
}
