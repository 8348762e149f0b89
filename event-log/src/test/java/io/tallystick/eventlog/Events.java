package io.tallystick.eventlog;

import io.tallystick.event.Action;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.Origin;
import io.tallystick.event.Outcome;
import io.tallystick.event.Reason;
import io.tallystick.event.SecretHash;
import io.tallystick.eventlog.line.Lines;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;

/** Events as the store reads them. */
public final class Events {

  // What JSON, UTF-8 and shells make most trouble with.
  private static final List<String> PIECES =
      List.of(
          "a", "Z", "7", " ", "  ", "\"", "\\", "/", "\t", "\n", "\u0001", "\u007f", "é", "漢",
          "\u2028", "😀", "%s", "$(x)", "`", "'", "{", "}");

  private static final List<Reason> REASONS = List.of(Reason.values());

  private Events() {}

  public static AuditEvent issued(long seq) {
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
        new Origin("127.0.0.1", null, "request-1", "curl/8", "node-1"),
        null);
  }

  public static AuditEvent refused(long seq) {
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
        new Origin("10.0.0.9", "10.1.2.3", "request-2", null, "node-2"),
        null);
  }

  /** Any event that the store may hold, of texts that callers may send. */
  public static AuditEvent random(long seq, Random random) {
    boolean refused = random.nextInt(3) == 0;
    boolean issue = random.nextBoolean();
    UUID id = new UUID(random.nextLong(), random.nextLong());
    Instant at =
        Instant.parse("2026-11-24T03:00:00Z")
            .plusNanos((seq * 1_000 + random.nextInt(1_000)) * 1_000L);
    Reason reason = REASONS.get(random.nextInt(REASONS.size()));
    return new AuditEvent(
        seq,
        id,
        at,
        1,
        issue ? Action.ISSUE : Action.REVOKE,
        refused ? Outcome.REFUSED : Outcome.SUCCESS,
        refused ? reason.text() : null,
        refused && random.nextBoolean() ? null : text(random),
        refused && random.nextBoolean() ? null : id,
        issue && !refused
            ? SecretHash.ofSecret(text(random).getBytes(StandardCharsets.UTF_8))
            : null,
        issue && !refused ? at.plusSeconds(random.nextInt(1_000_000)) : null,
        refused ? at.minusMillis(random.nextInt(10_000)) : null,
        new Origin(
            random.nextBoolean()
                ? "10.0.0." + random.nextInt(256)
                : "fd00::" + random.nextInt(9_999),
            random.nextInt(4) == 0 ? "192.168.1." + random.nextInt(256) : null,
            text(random),
            random.nextBoolean() ? text(random) : null,
            "node-" + random.nextInt(10)),
        refused && random.nextInt(4) == 0 ? 2 + random.nextInt(1_000) : null);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder("x");
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  public static Lines lines(long first, long last) {
    return Lines.of(LongStream.rangeClosed(first, last).mapToObj(Events::issued).toList());
  }
}
