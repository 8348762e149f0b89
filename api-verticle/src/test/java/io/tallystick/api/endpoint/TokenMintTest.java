package io.tallystick.api.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.SecretHash;
import io.tallystick.token.Token;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** New tokens differ in every part. */
class TokenMintTest {

  private static final int TOKENS = 100_000;

  @Test
  void noTwoTokensAreAlike() {
    Vertx vertx = Vertx.vertx();
    try {
      TokenMint mint =
          new TokenMint("tally", VertxContextPRNG.current(vertx), InstantSource.system());
      Set<String> texts = new HashSet<>();
      Set<UUID> ids = new HashSet<>();
      Set<SecretHash> hashes = new HashSet<>();
      for (int i = 0; i < TOKENS; i++) {
        Token token = mint.mint();
        texts.add(token.text());
        ids.add(token.id());
        hashes.add(token.secretHash());
      }
      assertThat(texts).hasSize(TOKENS);
      assertThat(ids).hasSize(TOKENS);
      assertThat(hashes).hasSize(TOKENS);
    } finally {
      vertx.close();
    }
  }
}
