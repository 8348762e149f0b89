package io.tallystick.eventbus.message;

/**
 * Events are committed.
 *
 * @param seq the highest number among them
 */
public record EventsCommitted(long seq) implements Message {}
