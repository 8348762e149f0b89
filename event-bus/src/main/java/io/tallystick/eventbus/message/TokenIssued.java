package io.tallystick.eventbus.message;

import java.time.Instant;
import java.util.UUID;

/**
 * A token and its event are committed.
 *
 * @param id the token's public name
 * @param issuedAt the database's time
 * @param seq number of its event; for a request that was sent again, a number not below it
 */
public record TokenIssued(UUID id, Instant issuedAt, long seq) implements Message {}
