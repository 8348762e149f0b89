package io.tallystick.config.value;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which actors may issue tokens for which identities. Without rules, every caller may do it for
 * every identity. With rules, only what one of them allows is allowed.
 *
 * @param rules the rules, of which one is enough
 */
public record ActorRules(List<Rule> rules) {

  /** What a list of rules looks like. */
  public static final String FORM =
      "a list of rules ACTOR -> IDENTITY, IDENTITY, … with ';' between them, in which '*' stands for"
          + " any characters";

  /**
   * A rule.
   *
   * @param actor the pattern of the actor's name
   * @param identities the patterns of the identities that it may issue tokens for
   */
  public record Rule(String actor, List<String> identities) {

    /** Copies the list. */
    public Rule {
      identities = List.copyOf(identities);
    }

    @Override
    public String toString() {
      return actor + " -> " + String.join(", ", identities);
    }
  }

  /** Copies the list. */
  public ActorRules {
    rules = List.copyOf(rules);
  }

  /**
   * Parses a list of rules, which may be empty.
   *
   * @throws IllegalArgumentException if a rule has no actor or no identity; the message shows it
   */
  public static ActorRules parse(String text) {
    List<Rule> rules = new ArrayList<>();
    for (String part : text.split(";", -1)) {
      if (!part.isBlank()) {
        rules.add(rule(part.strip()));
      }
    }
    return new ActorRules(rules);
  }

  private static Rule rule(String text) {
    String[] sides = text.split("->", -1);
    if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank()) {
      throw new IllegalArgumentException("'" + text + "' is not ACTOR -> IDENTITY");
    }
    List<String> identities = new ArrayList<>();
    for (String identity : sides[1].split(",", -1)) {
      if (identity.isBlank()) {
        throw new IllegalArgumentException("'" + text + "' has an empty identity");
      }
      identities.add(identity.strip());
    }
    return new Rule(sides[0].strip(), identities);
  }

  /**
   * Whether a caller may issue tokens for an identity.
   *
   * @param actor the name that the caller has proved to have; null if it has proved none
   */
  public boolean allow(@Nullable String actor, String identity) {
    return rules.isEmpty()
        || (actor != null
            && rules.stream()
                .filter(rule -> Wildcard.matches(rule.actor(), actor))
                .flatMap(rule -> rule.identities().stream())
                .anyMatch(pattern -> Wildcard.matches(pattern, identity)));
  }

  @Override
  public String toString() {
    return rules.stream().map(Rule::toString).collect(Collectors.joining("; "));
  }
}
