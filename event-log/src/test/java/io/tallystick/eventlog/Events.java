package io.tallystick.eventlog;

import io.tallystick.event.Action;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft;
import io.tallystick.event.Reason;
import io.tallystick.event.SecretHash;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.testing.SampleEvents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;

/** Events as the store reads them. */
public final class Events {

  private static final int FORMAT = 2;

  private Events() {}

  public static AuditEvent issued(long seq) {
    return new AuditEvent(
        seq,
        Instant.parse("2026-11-24T03:00:00.123456Z").plusMillis(seq),
        FORMAT,
        SampleEvents.issue(
            id(seq),
            SecretHash.ofSecret("secret".getBytes(StandardCharsets.UTF_8)),
            "billing",
            Instant.parse("2027-01-01T00:00:00Z"),
            SampleEvents.ORIGIN));
  }

  public static AuditEvent refused(long seq) {
    return new AuditEvent(
        seq,
        Instant.parse("2026-11-24T03:00:00Z"),
        FORMAT,
        SampleEvents.refusal(
            id(seq),
            Action.REVOKE,
            Reason.NO_LIVE_TOKEN,
            null,
            null,
            Instant.parse("2026-11-24T02:59:59.5Z"),
            SampleEvents.origin("10.0.0.9", "10.1.2.3", "request-2", null)));
  }

  private static UUID id(long seq) {
    return new UUID(0x0190_0000_0000_7000L, seq);
  }

  /** Any event that the store may hold, of texts that callers may send. */
  public static AuditEvent random(long seq, Random random) {
    Instant at =
        Instant.parse("2026-11-24T03:00:00Z")
            .plusNanos((seq * 1_000 + random.nextInt(1_000)) * 1_000L);
    EventDraft draft = SampleEvents.random(random);
    return new AuditEvent(seq, at, draft.format(), draft);
  }

  public static Lines lines(long first, long last) {
    return Lines.of(LongStream.rangeClosed(first, last).mapToObj(Events::issued).toList());
  }
}
