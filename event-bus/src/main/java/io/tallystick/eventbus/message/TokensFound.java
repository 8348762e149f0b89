package io.tallystick.eventbus.message;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The reply to {@link FindToken}, {@link ListTokens} and {@link ListUnusedTokens}.
 *
 * @param tokens the tokens, in the order of their ids
 * @param next the id after which the list goes on; null if it ends here. If it goes on, there may
 *     be fewer tokens here than the limit, or none, since the store looks at so many tokens only
 */
public record TokensFound(List<TokenDetails> tokens, @Nullable UUID next) implements Message {

  /** Copies the list. */
  public TokensFound {
    tokens = List.copyOf(tokens);
  }
}
