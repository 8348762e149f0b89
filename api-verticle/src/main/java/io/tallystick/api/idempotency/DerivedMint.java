package io.tallystick.api.idempotency;

import io.tallystick.token.Token;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/**
 * A mint that always makes the same tokens and ids, as if it were always the time at which the
 * request came first. What it makes follows from a server key and a nonce, and cannot be guessed by
 * whoever lacks either.
 */
final class DerivedMint implements Mint {

  private static final String SECRET = "token secret";
  private static final String ID = "id";
  // RFC 9562, section 5.7: 48 bits of milliseconds, the version, 12 random bits, the variant, 62
  // random bits.
  private static final long VERSION_7 = 0x7000L;
  private static final long RANDOM_A = 0x0FFFL;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long RANDOM_B = 0x3FFF_FFFF_FFFF_FFFFL;

  private final String prefix;
  private final ServerKey key;
  private final byte[] nonce;
  private final Instant at;

  /**
   * Creates a mint.
   *
   * @param prefix the text before the last underscore of each token
   * @param nonce the random bytes of this request
   * @param at when the request came first
   */
  DerivedMint(String prefix, ServerKey key, byte[] nonce, Instant at) {
    this.prefix = prefix;
    this.key = key;
    this.nonce = nonce.clone();
    this.at = at;
  }

  @Override
  public Token token(int place) {
    return new Token(prefix, id(place), derive(SECRET, place));
  }

  @Override
  public UUID id(int place) {
    ByteBuffer random = ByteBuffer.wrap(derive(ID, place));
    long high = at.toEpochMilli() << 16 | VERSION_7 | (random.getLong() & RANDOM_A);
    long low = VARIANT | (random.getLong() & RANDOM_B);
    return new UUID(high, low);
  }

  private byte[] derive(String purpose, int place) {
    byte[] placed =
        ByteBuffer.allocate(nonce.length + Integer.BYTES).put(nonce).putInt(place).array();
    return key.hmac(purpose, placed);
  }
}
