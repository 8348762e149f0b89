package io.tallystick.event;

import java.time.Instant;

/**
 * A committed event.
 *
 * @param seq its sequence number: from 1, without gaps, in commit order
 * @param at the database's time of the commit; it never runs backwards
 * @param format the version of the stored form, which decides how the event is rendered
 * @param draft its content
 */
public record AuditEvent(long seq, Instant at, int format, EventDraft draft) {}
