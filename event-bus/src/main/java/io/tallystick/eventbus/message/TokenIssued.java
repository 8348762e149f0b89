package io.tallystick.eventbus.message;

import java.time.Instant;
import java.util.UUID;

/**
 * A token and its event are committed.
 *
 * @param id the token's public id
 * @param issuedAt when the token was issued, by the database's clock
 * @param seq the number of its event; for a request that was sent again, that number or a higher
 *     one
 */
public record TokenIssued(UUID id, Instant issuedAt, long seq) implements Message {}
