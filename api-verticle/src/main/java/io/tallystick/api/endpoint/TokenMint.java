package io.tallystick.api.endpoint;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import io.tallystick.api.idempotency.Mint;
import io.tallystick.token.Token;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import java.time.InstantSource;
import java.util.UUID;

/** Makes new tokens and ids. */
public final class TokenMint implements Mint {

  private final String prefix;
  private final VertxContextPRNG random;
  // Ids are public, so they must be unique but may be guessed.
  private final TimeOrderedEpochFactory ids;

  /**
   * Creates a mint.
   *
   * @param prefix the text before the last underscore of each token
   * @param random the source of secrets, which must be cryptographically secure
   * @param clock the time in new ids
   */
  public TokenMint(String prefix, VertxContextPRNG random, InstantSource clock) {
    this.prefix = prefix;
    this.random = random;
    this.ids =
        TimeOrderedEpochFactory.builder()
            .withFastRandom()
            .withInstantFunction(clock::instant)
            .build();
  }

  /** Makes a token with a new id and a secret of 256 random bits. */
  public Token mint() {
    byte[] secret = new byte[Token.SECRET_BYTES];
    random.nextBytes(secret);
    return new Token(prefix, newId(), secret);
  }

  /**
   * Makes a UUIDv7 (RFC 9562, section 5.7). Its ids grow with time, so that the database inserts
   * them at one end of its indexes.
   */
  public UUID newId() {
    return ids.create();
  }

  @Override
  public Token token(int place) {
    return mint();
  }

  @Override
  public UUID id(int place) {
    return newId();
  }
}
