package io.tallystick.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The lists that say who is an operator. */
class OperatorListsTest {

  @Test
  void anEmptyListHasNobody() {
    assertThat(Identities.parse(" , ").contain("")).isFalse();
    assertThat(ActorNames.parse(" ; ").contain("CN=x")).isFalse();
    assertThat(ActorNames.parse("*").contain(null)).isFalse();
  }

  @Test
  void identitiesAreComparedInTheFormOfTokens() {
    Identities identities = Identities.parse("ops, gro\u0308ße 1");

    assertThat(identities.contain("ops")).isTrue();
    assertThat(identities.contain("größe 1")).isTrue();
    assertThat(identities.contain("Ops")).isFalse();
    assertThat(Identities.parse(identities.toString())).isEqualTo(identities);
  }

  @Test
  void anIdentityThatNoEventHasRoomForIsShown() {
    String identity = "x".repeat(201);

    assertThatThrownBy(() -> Identities.parse(identity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(identity);
  }

  @Test
  void namesOfActorsMayHaveCommasAndStars() {
    ActorNames names = ActorNames.parse("CN=admin,O=a; spiffe://a/ops/*");

    assertThat(names.contain("CN=admin,O=a")).isTrue();
    assertThat(names.contain("spiffe://a/ops/night")).isTrue();
    assertThat(names.contain("CN=admin")).isFalse();
    assertThat(names.contain("spiffe://a/ops")).isFalse();
    assertThat(ActorNames.parse(names.toString())).isEqualTo(names);
  }
}
