package io.tallystick.eventbus.message;

/**
 * How far a node's event log lags behind the database. The node sends this about once a second.
 *
 * @param node the name of the node
 * @param behind the number of events that are committed but not yet in its files
 * @param tooFar whether the lag is larger than allowed. If it is too large on all nodes, no tokens
 *     are issued
 */
public record AuditLag(String node, long behind, boolean tooFar) implements Message {}
