package io.tallystick.eventbus.message;

/**
 * The reply to {@link AppendEvents}: the events are committed.
 *
 * @param seq the highest of their numbers, or a higher one
 */
public record EventsAppended(long seq) implements Message {}
