package io.tallystick.eventbus.message;

import java.util.UUID;

/**
 * The caller of a request has hung up.
 *
 * @param eventId the token's id of an issue, the revocation's id of a revoke
 */
public record RequestAbandoned(UUID eventId) implements Message {}
