package io.tallystick.launcher.tokens;

import io.tallystick.eventbus.message.TokenDetails.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens are listed.
 *
 * @param identity whose; null for unused tokens of all
 * @param state the state of the wanted tokens; null if all are wanted
 * @param unusedSince the time before which the wanted tokens were last used; null if all are wanted
 */
public record ListQuery(
    @Nullable String identity, @Nullable State state, @Nullable Instant unusedSince) {

  /** The largest number of tokens in a page. */
  public static final int PAGE = 1_000;
}
