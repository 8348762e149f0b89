package io.tallystick.config.value;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A set of actors, by the names that they prove with certificates.
 *
 * @param patterns the patterns of the names, of which one is enough; empty if there are no actors
 */
public record ActorNames(List<String> patterns) {

  /** What a list of names looks like. */
  public static final String FORM =
      "a list of names with ';' between them, in which '*' stands for any characters";

  /** Copies the list. */
  public ActorNames {
    patterns = List.copyOf(patterns);
  }

  /** Parses a list of names, which may be empty. */
  public static ActorNames parse(String text) {
    return new ActorNames(
        Stream.of(text.split(";", -1)).map(String::strip).filter(p -> !p.isEmpty()).toList());
  }

  /**
   * Whether an actor is one of these.
   *
   * @param actor the name that a caller has proved to have; null if it has proved none
   */
  public boolean contain(@Nullable String actor) {
    return actor != null && patterns.stream().anyMatch(pattern -> Wildcard.matches(pattern, actor));
  }

  @Override
  public String toString() {
    return String.join("; ", patterns);
  }
}
