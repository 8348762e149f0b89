package io.tallystick.eventbus.message;

/**
 * The events are committed.
 *
 * @param seq a number not below any of theirs
 */
public record EventsAppended(long seq) implements Message {}
