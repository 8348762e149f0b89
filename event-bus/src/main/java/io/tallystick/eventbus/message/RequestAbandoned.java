package io.tallystick.eventbus.message;

import java.util.UUID;

/**
 * The caller of a request has closed its connection.
 *
 * @param eventId the event id of the request: the token's id for an issue, the revocation's id for
 *     a revoke
 */
public record RequestAbandoned(UUID eventId) implements Message {}
