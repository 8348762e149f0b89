package io.tallystick.eventbus.message;

/**
 * Record a checkpoint before it is published, and say what else is recorded.
 *
 * @param checkpoint not published yet
 * @param previousSize lines in the last one that this node has published; 0 if it has none
 */
public record RecordCheckpoint(LogCheckpoint checkpoint, long previousSize) implements Message {}
