package io.tallystick.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ActorRulesTest {

  @Test
  void withoutRulesEverybodyIssuesForEverybody() {
    ActorRules rules = ActorRules.parse("");

    assertThat(rules.allow(null, "billing")).isTrue();
    assertThat(rules.allow("CN=x", "billing")).isTrue();
  }

  @Test
  void withRulesOnlyWhatOneOfThemAllowsIsAllowed() {
    ActorRules rules =
        ActorRules.parse("spiffe://a/billing -> billing, billing-*; CN=admin,O=a -> *;");

    assertThat(rules.allow("spiffe://a/billing", "billing")).isTrue();
    assertThat(rules.allow("spiffe://a/billing", "billing-eu")).isTrue();
    assertThat(rules.allow("spiffe://a/billing", "billings")).isFalse();
    assertThat(rules.allow("spiffe://a/billing", "xbilling")).isFalse();
    assertThat(rules.allow("spiffe://a/billing/x", "billing")).isFalse();
    assertThat(rules.allow("CN=admin,O=a", "anything\nat all")).isTrue();
    assertThat(rules.allow("CN=Admin,O=a", "billing")).isFalse();
    assertThat(rules.allow(null, "billing")).isFalse();
  }

  @Test
  void everythingButTheStarStandsForItself() {
    ActorRules rules = ActorRules.parse("a.b+(c) -> x.y; *z -> *-* ");

    assertThat(rules.allow("a.b+(c)", "x.y")).isTrue();
    assertThat(rules.allow("aXb+(c)", "x.y")).isFalse();
    assertThat(rules.allow("a.b+(c)", "xzy")).isFalse();
    assertThat(rules.allow("xyz", "a-b")).isTrue();
    assertThat(rules.allow("z", "-")).isTrue();
    assertThat(rules.allow("zx", "-")).isFalse();
  }

  @Test
  void whatIsNoRuleIsShown() {
    for (String text : new String[] {"billing", "-> x", "x ->", "x -> a,,b", "x -> y -> z"}) {
      assertThatThrownBy(() -> ActorRules.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + text + "'");
    }
  }
}
