package io.tallystick.api.endpoint;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import io.tallystick.token.Token;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import java.time.InstantSource;
import java.util.UUID;

/** Makes new tokens and ids. */
public final class TokenMint {

  private final String prefix;
  private final VertxContextPRNG random;
  // Ids are public: they need to be unique, not hard to guess.
  private final TimeOrderedEpochFactory ids;

  public TokenMint(String prefix, VertxContextPRNG random, InstantSource clock) {
    this.prefix = prefix;
    this.random = random;
    this.ids =
        TimeOrderedEpochFactory.builder()
            .withFastRandom()
            .withInstantFunction(clock::instant)
            .build();
  }

  /** A token with a new id, and a secret of 256 random bits. */
  public Token mint() {
    byte[] secret = new byte[Token.SECRET_BYTES];
    random.nextBytes(secret);
    return new Token(prefix, newId(), secret);
  }

  /** A UUIDv7 (RFC 9562 section 5.7): ids grow with time, which keeps index inserts at one edge. */
  public UUID newId() {
    return ids.create();
  }
}
