package io.tallystick.eventbus.message;

/**
 * How a node's event log keeps up with the database; said every second or so.
 *
 * @param node whose event log it is
 * @param behind events that are committed and not in its files
 * @param tooFar whether that is more than it may be, and no more tokens should be issued if no
 *     other node keeps up
 */
public record AuditLag(String node, long behind, boolean tooFar) implements Message {}
