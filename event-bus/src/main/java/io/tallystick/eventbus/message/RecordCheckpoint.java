package io.tallystick.eventbus.message;

/**
 * Asks the store to record a checkpoint before it is published, and to reply which others are
 * recorded.
 *
 * @param checkpoint the checkpoint, which is not published yet
 * @param previousSize the number of lines in the last checkpoint that this node has published; 0 if
 *     there is none
 */
public record RecordCheckpoint(LogCheckpoint checkpoint, long previousSize) implements Message {}
