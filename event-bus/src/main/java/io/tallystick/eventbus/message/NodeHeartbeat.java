package io.tallystick.eventbus.message;

import java.util.List;

/**
 * A node is there; said several times a second.
 *
 * @param node its name
 * @param answers names of the addresses that it answers for other nodes; none any more when it
 *     leaves
 */
public record NodeHeartbeat(String node, List<String> answers) implements Message {

  public NodeHeartbeat {
    answers = List.copyOf(answers);
  }
}
