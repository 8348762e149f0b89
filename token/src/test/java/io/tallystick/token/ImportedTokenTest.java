package io.tallystick.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.SecretHash;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** The id of an imported token follows from its text, and is no other token's. */
class ImportedTokenTest {

  // The least UUIDv7 of the year 2000.
  private static final String OF_2000 =
      new UUID(946_684_800_000L << 16 | 0x7000, 0x8000_0000_0000_0000L).toString();

  @Property
  void itIsAUuidOfVersion8BeforeAllOfVersion7(@ForAll @Size(32) byte[] hash) {
    UUID id = ImportedToken.id(SecretHash.ofBytes(hash));

    assertThat(id.version()).isEqualTo(8);
    assertThat(id.variant()).isEqualTo(2);
    // PostgreSQL compares UUIDs as their digits are compared.
    assertThat(id.toString()).isGreaterThan("00000000-0000").isLessThan(OF_2000);
    assertThat(ImportedToken.id(SecretHash.ofBytes(hash))).isEqualTo(id);
  }

  @Property
  void anotherHashHasAnotherId(@ForAll @Size(32) byte[] hash) {
    SecretHash one = SecretHash.ofBytes(hash);
    hash[31] ^= 1;

    assertThat(ImportedToken.id(SecretHash.ofBytes(hash))).isNotEqualTo(ImportedToken.id(one));
  }

  @Property
  void aTextOfAnotherFormIsLookedUpByItsHash(@ForAll String text) {
    TokenFingerprint token = TokenFingerprint.of(text).orElseThrow();

    assertThat(token.isImported()).isTrue();
    assertThat(token.secretHash()).isEqualTo(ImportedToken.hash(text));
    assertThat(token.id()).isEqualTo(ImportedToken.id(token.secretHash()));
  }

  @Property
  void aTokenOfOursIsLookedUpByItsOwnIdAndNotAtAllIfItWasMistyped(
      @ForAll long high, @ForAll long low, @ForAll @Size(32) byte[] secret) {
    Token token = new Token("tally", new UUID(high, low), secret);
    String text = token.text();
    char last = text.charAt(text.length() - 1);

    assertThat(TokenFingerprint.of(text))
        .contains(new TokenFingerprint(token.id(), token.secretHash(), false));
    assertThat(
            TokenFingerprint.of(text.substring(0, text.length() - 1) + (last == '0' ? '1' : '0')))
        .isEmpty();
  }

  @Example
  void theIdIsFixedForEver() {
    // Worked out by another program. Such ids are in the database and in events.
    assertThat(ImportedToken.id(ImportedToken.hash("a token of the old service")))
        .isEqualTo(UUID.fromString("00438a60-b244-8e2a-bb95-173bc2d69174"));
  }
}
