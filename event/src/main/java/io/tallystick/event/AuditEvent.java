package io.tallystick.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as the database holds it.
 *
 * @param seq its number: gapless, in the order of commits, from 1
 * @param eventId the token's id for an issue, the revocation's id for a revoke
 * @param at the database's time, which never runs backwards
 * @param format version of the event's form, which says how it is rendered
 * @param action what was asked for
 * @param outcome how it ended
 * @param reason text of the {@link Reason}, which may be one of a newer release; null on success
 * @param identity whose token it is; null where a refused caller named none
 * @param tokenId public name of the token; null where a refused caller showed none
 * @param secretHash on issue; null otherwise
 * @param expiresAt on issue; null otherwise
 * @param observedAt the API node's time of a refusal; null otherwise
 * @param origin who asked
 * @param count for how many refused attempts it stands that came too fast to have their own; null
 *     for one
 */
public record AuditEvent(
    long seq,
    UUID eventId,
    Instant at,
    int format,
    Action action,
    Outcome outcome,
    @Nullable String reason,
    @Nullable String identity,
    @Nullable UUID tokenId,
    @Nullable SecretHash secretHash,
    @Nullable Instant expiresAt,
    @Nullable Instant observedAt,
    Origin origin,
    @Nullable Integer count) {}
