package io.tallystick.api.idempotency;

import io.tallystick.token.Token;
import java.util.UUID;

/** Makes the new tokens and ids of one request. */
public interface Mint {

  /**
   * Makes a token.
   *
   * @param place the place of the operation in its request, which begins with 0. A mint that
   *     derives tokens makes the same one for the same place
   */
  Token token(int place);

  /**
   * Makes an id, a UUIDv7 (RFC 9562, section 5.7).
   *
   * @param place as for {@link #token}
   */
  UUID id(int place);
}
