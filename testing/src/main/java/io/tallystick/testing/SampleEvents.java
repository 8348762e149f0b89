package io.tallystick.testing;

import io.tallystick.event.Action;
import io.tallystick.event.Defect;
import io.tallystick.event.EventDraft;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.EventDraft.RevokeAll;
import io.tallystick.event.Origin;
import io.tallystick.event.Reason;
import io.tallystick.event.ReplacedToken;
import io.tallystick.event.SecretHash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events for tests and benchmarks. Nothing else that is not the service makes one, so a new field
 * of an event is given its sample value here.
 */
public final class SampleEvents {

  /** Who asks, in samples that do not say otherwise. */
  public static final Origin ORIGIN = origin("127.0.0.1", null, "request-1", "curl/8");

  // What causes most trouble in JSON, UTF-8 and shells.
  private static final List<String> PIECES =
      List.of(
          "a", "Z", "7", " ", "  ", "\"", "\\", "/", "\t", "\n", "\u0001", "\u007f", "é", "漢",
          "\u2028", "😀", "%s", "$(x)", "`", "'", "{", "}");

  private SampleEvents() {}

  /** An origin at the node "node-1". */
  public static Origin origin(
      String peer, @Nullable String forwarded, String requestId, @Nullable String userAgent) {
    return new Origin(peer, forwarded, null, requestId, null, userAgent, "node-1");
  }

  /** A new UUID of version 7 (RFC 9562, section 5.7), as the API makes the ids of tokens. */
  public static UUID newTokenId() {
    UUID random = UUID.randomUUID();
    return new UUID(
        (System.currentTimeMillis() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xfff),
        random.getLeastSignificantBits());
  }

  /** An issue; the expiry is cut to milliseconds, as the API does. */
  public static Issue issue(
      UUID tokenId, SecretHash hash, String identity, Instant expiresAt, Origin origin) {
    return new Issue(tokenId, hash, identity, expiresAt.truncatedTo(ChronoUnit.MILLIS), origin);
  }

  /** A revoke. */
  public static Revoke revoke(UUID revocationId, UUID tokenId, String identity, Origin origin) {
    return new Revoke(revocationId, tokenId, identity, origin);
  }

  /** An import of a token that was made a year before it expires. */
  public static Import imported(
      UUID tokenId, SecretHash hash, String identity, Instant expiresAt, Origin origin) {
    Instant expiry = expiresAt.truncatedTo(ChronoUnit.MILLIS);
    return new Import(
        newTokenId(), tokenId, hash, identity, expiry.minus(365, ChronoUnit.DAYS), expiry, origin);
  }

  /** A refusal of one attempt. */
  public static Refusal refusal(
      UUID eventId,
      Action action,
      Reason reason,
      @Nullable String identity,
      @Nullable UUID tokenId,
      Instant observedAt,
      Origin origin) {
    return new Refusal(
        eventId, action, reason.text(), null, identity, tokenId, observedAt, origin, 1);
  }

  /** Any event that the store may hold, of texts that callers may send. */
  public static EventDraft random(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> randomIssue(random);
      case 1 -> randomRevoke(random);
      case 2 -> randomImport(random);
      case 3 -> randomRevokeAll(random);
      default -> randomRefusal(random);
    };
  }

  /** Any issue. */
  public static Issue randomIssue(Random random) {
    return new Issue(
        id(random),
        hash(random),
        text(random),
        time(random),
        random.nextInt(4) == 0 ? new ReplacedToken(id(random), time(random)) : null,
        randomOrigin(random));
  }

  /** Any revoke. */
  public static Revoke randomRevoke(Random random) {
    return new Revoke(
        id(random),
        id(random),
        text(random),
        random.nextInt(4) == 0 ? id(random) : null,
        randomOrigin(random));
  }

  /** Any order. */
  public static RevokeAll randomRevokeAll(Random random) {
    return new RevokeAll(id(random), text(random), randomOrigin(random));
  }

  /** Any import. */
  public static Import randomImport(Random random) {
    return new Import(
        id(random),
        id(random),
        hash(random),
        text(random),
        random.nextBoolean() ? null : time(random),
        time(random),
        randomOrigin(random));
  }

  /** Any refusal. */
  public static Refusal randomRefusal(Random random) {
    Reason reason = any(Reason.values(), random);
    return new Refusal(
        id(random),
        any(Action.values(), random),
        reason.text(),
        reason == Reason.BAD_REQUEST ? any(Defect.values(), random).text() : null,
        random.nextBoolean() ? null : text(random),
        random.nextBoolean() ? null : id(random),
        time(random),
        randomOrigin(random),
        random.nextInt(4) == 0 ? 2 + random.nextInt(1_000) : 1);
  }

  private static Origin randomOrigin(Random random) {
    return new Origin(
        random.nextBoolean() ? "10.0.0." + random.nextInt(256) : "fd00::" + random.nextInt(9_999),
        random.nextInt(4) == 0 ? "192.168.1." + random.nextInt(256) : null,
        random.nextInt(4) == 0 ? text(random) : null,
        text(random),
        random.nextBoolean() ? text(random) : null,
        random.nextBoolean() ? text(random) : null,
        "node-" + random.nextInt(10));
  }

  private static <T> T any(T[] values, Random random) {
    return values[random.nextInt(values.length)];
  }

  private static UUID id(Random random) {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private static SecretHash hash(Random random) {
    return SecretHash.ofSecret(text(random).getBytes(StandardCharsets.UTF_8));
  }

  // The database keeps microseconds.
  private static Instant time(Random random) {
    return Instant.EPOCH
        .plus(random.nextInt(Integer.MAX_VALUE), ChronoUnit.SECONDS)
        .plus(random.nextInt(1_000_000), ChronoUnit.MICROS);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder("x");
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }
}
