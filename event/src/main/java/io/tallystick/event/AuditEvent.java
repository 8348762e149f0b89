package io.tallystick.event;

import java.time.Instant;

/**
 * A committed event.
 *
 * @param seq its sequence number: from 1, without gaps, in commit order
 * @param at the database's time of the commit; it is before that of an earlier event only if the
 *     clock of the database was set back
 * @param format the version of the stored form, which decides how the event is rendered
 * @param draft its content
 */
public record AuditEvent(long seq, Instant at, int format, EventDraft draft) {}
