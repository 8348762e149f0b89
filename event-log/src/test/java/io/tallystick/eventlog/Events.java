package io.tallystick.eventlog;

import io.tallystick.event.Action;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.Origin;
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

  private static final int FORMAT = 1;

  private static final List<Reason> REASONS = List.of(Reason.values());

  private Events() {}

  public static AuditEvent issued(long seq) {
    return new AuditEvent(
        seq,
        Instant.parse("2026-11-24T03:00:00.123456Z").plusMillis(seq),
        FORMAT,
        new Issue(
            id(seq),
            SecretHash.ofSecret("secret".getBytes(StandardCharsets.UTF_8)),
            "billing",
            Instant.parse("2027-01-01T00:00:00Z"),
            new Origin("127.0.0.1", null, "request-1", "curl/8", "node-1")));
  }

  public static AuditEvent refused(long seq) {
    return new AuditEvent(
        seq,
        Instant.parse("2026-11-24T03:00:00Z"),
        FORMAT,
        new Refusal(
            id(seq),
            Action.REVOKE,
            Reason.NO_LIVE_TOKEN.text(),
            null,
            null,
            Instant.parse("2026-11-24T02:59:59.5Z"),
            new Origin("10.0.0.9", "10.1.2.3", "request-2", null, "node-2"),
            1));
  }

  private static UUID id(long seq) {
    return new UUID(0x0190_0000_0000_7000L, seq);
  }

  /** Any event that the store may hold, of texts that callers may send. */
  public static AuditEvent random(long seq, Random random) {
    Instant at =
        Instant.parse("2026-11-24T03:00:00Z")
            .plusNanos((seq * 1_000 + random.nextInt(1_000)) * 1_000L);
    return new AuditEvent(seq, at, FORMAT, randomDraft(at, random));
  }

  private static EventDraft randomDraft(Instant at, Random random) {
    UUID id = new UUID(random.nextLong(), random.nextLong());
    Origin origin = randomOrigin(random);
    if (random.nextInt(3) == 0) {
      return new Refusal(
          id,
          random.nextBoolean() ? Action.ISSUE : Action.REVOKE,
          REASONS.get(random.nextInt(REASONS.size())).text(),
          random.nextBoolean() ? null : text(random),
          random.nextBoolean() ? null : id,
          at.minusMillis(random.nextInt(10_000)),
          origin,
          random.nextInt(4) == 0 ? 2 + random.nextInt(1_000) : 1);
    }
    return random.nextBoolean()
        ? new Issue(
            id,
            SecretHash.ofSecret(text(random).getBytes(StandardCharsets.UTF_8)),
            text(random),
            at.plusSeconds(random.nextInt(1_000_000)),
            origin)
        : new Revoke(id, new UUID(random.nextLong(), random.nextLong()), text(random), origin);
  }

  private static Origin randomOrigin(Random random) {
    return new Origin(
        random.nextBoolean() ? "10.0.0." + random.nextInt(256) : "fd00::" + random.nextInt(9_999),
        random.nextInt(4) == 0 ? "192.168.1." + random.nextInt(256) : null,
        text(random),
        random.nextBoolean() ? text(random) : null,
        "node-" + random.nextInt(10));
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
