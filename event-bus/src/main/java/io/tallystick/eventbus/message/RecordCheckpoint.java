package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Asks the store to record a checkpoint before it is published, and to reply which others are
 * recorded.
 *
 * @param checkpoint the checkpoint, which is not published yet
 * @param previousSize the number of lines in the last checkpoint that this node has published; 0 if
 *     there is none
 * @param confirm whether the store must ask the database on a new connection to the primary
 */
public record RecordCheckpoint(
    LogCheckpoint checkpoint,
    long previousSize,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean confirm)
    implements Message {

  /** A request that may use a connection that is already open. */
  public RecordCheckpoint(LogCheckpoint checkpoint, long previousSize) {
    this(checkpoint, previousSize, false);
  }
}
