package io.tallystick.api.idempotency;

import java.util.List;
import java.util.Optional;

/**
 * The server keys of a node. New answers are derived with the first one, and the others still
 * derive those of earlier requests.
 *
 * @param all the keys; empty if the node has none. Unmodifiable
 */
public record ServerKeys(List<ServerKey> all) {

  /** Those of a node that has none. */
  public static final ServerKeys NONE = new ServerKeys(List.of());

  /** Copies the list. */
  public ServerKeys {
    all = List.copyOf(all);
  }

  /** The key for new answers; empty if the node has none. */
  Optional<ServerKey> first() {
    return all.stream().findFirst();
  }

  /** The key with an id; empty if the node does not have it. */
  Optional<ServerKey> withId(String id) {
    return all.stream().filter(key -> key.id().equals(id)).findFirst();
  }
}
