package io.tallystick.eventbus.message;

import java.util.List;

/**
 * A node is alive. Each node sends this several times a second.
 *
 * @param node the name of the node
 * @param answers the names of the addresses that it answers for other nodes; empty once it is
 *     stopping
 */
public record NodeHeartbeat(String node, List<String> answers) implements Message {

  /** Copies the list. */
  public NodeHeartbeat {
    answers = List.copyOf(answers);
  }
}
