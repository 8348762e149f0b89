package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node is alive. Each node sends this several times a second.
 *
 * @param node the name of the node
 * @param answers the names of the addresses that it answers for other nodes; empty once it is
 *     stopping
 * @param database the identity of the database that its store works with; null if it has no store,
 *     or is of a release that does not tell
 */
public record NodeHeartbeat(
    String node,
    List<String> answers,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String database)
    implements Message {

  /** Copies the list. */
  public NodeHeartbeat {
    answers = List.copyOf(answers);
  }

  /** A heartbeat of a node that has no database. */
  public NodeHeartbeat(String node, List<String> answers) {
    this(node, answers, null);
  }
}
