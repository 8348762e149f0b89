package io.tallystick.event;

import java.time.Instant;

/**
 * An event that is committed.
 *
 * @param seq its number: from 1, without a gap, in the order of commits
 * @param at the database's time of it, which never runs backwards
 * @param format the version of the stored form, which decides how the event is rendered
 * @param draft what it says
 */
public record AuditEvent(long seq, Instant at, int format, EventDraft draft) {}
