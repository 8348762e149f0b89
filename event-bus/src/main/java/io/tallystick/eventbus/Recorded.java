package io.tallystick.eventbus;

/**
 * Events are committed.
 *
 * @param seq the highest number among them
 */
public record Recorded(long seq) implements Message {}
