package io.tallystick.api.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.token.Token;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The same key, nonce, time and place make the same token; any other makes another. */
class DerivedMintTest {

  private static final long YEAR_9999 = 253_370_764_800_000L;

  @Property(tries = 500)
  void aTokenIsTheSameEachTime(
      @ForAll("bytes") byte[] key,
      @ForAll("bytes") byte[] nonce,
      @ForAll @LongRange(min = 0, max = YEAR_9999) long millis,
      @ForAll @IntRange(min = 0, max = 999) int place) {
    Token first = mint(key, nonce, millis).token(place);
    Token again = mint(key, nonce, millis).token(place);

    assertThat(again.text()).isEqualTo(first.text());
    assertThat(Token.parse(first.text())).map(Token::id).contains(first.id());
    assertThat(first.id().version()).isEqualTo(7);
    assertThat(first.id().variant()).isEqualTo(2);
    assertThat(first.id().getMostSignificantBits() >>> 16).isEqualTo(millis);
    assertThat(mint(key, nonce, millis).id(place)).isEqualTo(first.id());
  }

  @Property(tries = 500)
  void anotherKeyOrNonceMakesAnotherToken(
      @ForAll("bytes") byte[] key,
      @ForAll("bytes") byte[] nonce,
      @ForAll @IntRange(min = 0, max = 255) int bit,
      @ForAll @IntRange(min = 0, max = 999) int place) {
    Token token = mint(key, nonce, 1).token(place);

    for (Token other :
        Set.of(
            mint(flipped(key, bit), nonce, 1).token(place),
            mint(key, flipped(nonce, bit), 1).token(place))) {
      assertThat(other.id()).isNotEqualTo(token.id());
      assertThat(other.secretHash()).isNotEqualTo(token.secretHash());
    }
  }

  @Example
  void theTokensOfABatchDiffer() {
    Mint mint = mint(new byte[32], new byte[32], 1);
    Set<UUID> ids = new HashSet<>();
    Set<String> secrets = new HashSet<>();
    for (int place = 0; place < 10_000; place++) {
      Token token = mint.token(place);
      ids.add(token.id());
      secrets.add(token.secretHash().hex());
    }

    assertThat(ids).hasSize(10_000);
    assertThat(secrets).hasSize(10_000);
  }

  /** An earlier build derives the same, and so does a program of few lines in another language. */
  @Example
  void theDerivationStaysAsItIs() {
    byte[] key = new byte[32];
    byte[] nonce = new byte[32];
    for (byte i = 0; i < 32; i++) {
      key[i] = i;
      nonce[i] = (byte) (255 - i);
    }

    Token token = mint(key, nonce, 1_700_000_000_000L).token(7);

    assertThat(new ServerKey(key).id()).isEqualTo("116b4852f3461f03");
    assertThat(token.id()).hasToString("018bcfe5-6800-705a-b23a-62fe025aa978");
    assertThat(token.secretHash().hex())
        .isEqualTo("d134e296615a1520e9b6a41c19cc8b2d487589f45a5ab7bf4833a50b4ab4065f");
  }

  @Property(tries = 100)
  void aServerKeyIsNotShown(@ForAll("bytes") byte[] key) {
    ServerKey shown = new ServerKey(key);

    assertThat(shown.toString()).isEqualTo("server key " + shown.id());
    assertThat(new ServerKeys(List.of(shown)).toString())
        .doesNotContain(HexFormat.of().formatHex(key));
  }

  private static Mint mint(byte[] key, byte[] nonce, long millis) {
    return new DerivedMint("tally", new ServerKey(key), nonce, Instant.ofEpochMilli(millis));
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return flipped;
  }

  @Provide
  Arbitrary<byte[]> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofSize(ServerKey.BYTES);
  }
}
