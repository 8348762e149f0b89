package io.tallystick.audit;

import io.tallystick.eventbus.Action;
import io.tallystick.eventbus.AuditEvent;
import io.tallystick.eventbus.Origin;
import io.tallystick.eventbus.Outcome;
import io.tallystick.eventbus.SecretHash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.LongStream;

/** Events as the store reads them. */
final class Events {

  private Events() {}

  static AuditEvent issued(long seq) {
    return new AuditEvent(
        seq,
        new UUID(0x0190_0000_0000_7000L, seq),
        Instant.parse("2026-11-24T03:00:00.123456Z").plusMillis(seq),
        1,
        Action.ISSUE,
        Outcome.SUCCESS,
        null,
        "billing",
        new UUID(0x0190_0000_0000_7000L, seq),
        SecretHash.ofSecret("secret".getBytes(StandardCharsets.UTF_8)),
        Instant.parse("2027-01-01T00:00:00Z"),
        null,
        new Origin("127.0.0.1", null, "request-1", "curl/8", "node-1"));
  }

  static AuditEvent refused(long seq) {
    return new AuditEvent(
        seq,
        new UUID(0x0190_0000_0000_7000L, seq),
        Instant.parse("2026-11-24T03:00:00Z"),
        1,
        Action.REVOKE,
        Outcome.REFUSED,
        "no_live_token",
        null,
        null,
        null,
        null,
        Instant.parse("2026-11-24T02:59:59.5Z"),
        new Origin("10.0.0.9", "10.1.2.3", "request-2", null, "node-2"));
  }

  static Lines lines(long first, long last) {
    return Lines.of(LongStream.rangeClosed(first, last).mapToObj(Events::issued).toList());
  }
}
