package io.tallystick.eventbus;

import org.jspecify.annotations.Nullable;

/**
 * Which database the nodes of this cluster work with, as far as this node knows. All nodes must
 * work with one: otherwise each database would have some of the tokens, and some of the events.
 *
 * <p>A node with a store announces its own. A node without one takes the first that it hears of,
 * and keeps it until it ends: a stranger must not become the database of the cluster because the
 * other stores are away for a moment.
 */
final class SharedDatabase {

  private volatile @Nullable String announced;
  private volatile @Nullable String known;

  /** From now on, the database of this node's own store is the right one. */
  void announce(String identity) {
    announced = identity;
    known = identity;
  }

  /** The identity that this node tells to the others; null if its store has not announced one. */
  @Nullable String announced() {
    return announced;
  }

  /** The identity of the database that is the right one; null if this node knows none yet. */
  @Nullable String known() {
    return known;
  }

  /** Takes what another node says, if this node knows nothing yet. */
  void learn(@Nullable String identity) {
    if (known == null) {
      known = identity;
    }
  }

  /** Whether somebody works with another database; false if either side does not say. */
  boolean isAnother(@Nullable String identity) {
    String ours = known;
    return ours != null && identity != null && !ours.equals(identity);
  }
}
