package io.tallystick.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.Action;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft;
import io.tallystick.event.Reason;
import io.tallystick.event.SecretHash;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.testing.SampleEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tokens of an identity are live follows from the log alone. */
class TokensCommandTest {

  private static final Instant START = Instant.parse("2026-11-24T03:00:00Z");
  private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");

  @TempDir Path log;
  @TempDir Path elsewhere;
  private Path key;

  @BeforeEach
  void thereIsALog() throws IOException {
    append(
        issue(1, "billing", FAR),
        issue(2, "billing", FAR),
        issue(3, "shipping", FAR),
        issue(4, "billing", START.plusSeconds(60)),
        revoke(2, "billing"),
        SampleEvents.refusal(
            id(100),
            Action.REVOKE,
            Reason.NO_LIVE_TOKEN,
            "billing",
            id(1),
            START,
            SampleEvents.ORIGIN));
    key = Files.copy(log.resolve("key.pub"), elsewhere.resolve("key.pub"));
  }

  private void append(EventDraft... drafts) throws IOException {
    try (EventLog writer = EventLog.open(log, "test", null)) {
      List<AuditEvent> events = new ArrayList<>();
      for (EventDraft draft : drafts) {
        long seq = events.size() + 1L;
        events.add(new AuditEvent(seq, START.plusSeconds(seq), 1, draft));
      }
      writer.append(Lines.of(events));
      writer.tree().publish(writer.tree().prepare().orElseThrow());
    }
  }

  private static EventDraft issue(long token, String identity, Instant expiresAt) {
    return SampleEvents.issue(
        id(token), SecretHash.ofSecret(new byte[] {1}), identity, expiresAt, SampleEvents.ORIGIN);
  }

  private static EventDraft revoke(long token, String identity) {
    return SampleEvents.revoke(id(1_000 + token), id(token), identity, SampleEvents.ORIGIN);
  }

  private static UUID id(long number) {
    return new UUID(0x0190_0000_0000_7000L, number);
  }

  @Test
  void whatWasRevokedOrHasExpiredIsNotLiveAndARefusedRevokeChangesNothing() {
    Run run = Run.of("tokens", log, "--identity", "billing", "--format", "csv");

    assertThat(run.status()).isZero();
    assertThat(run.out().lines().skip(1)).singleElement().asString().contains(id(1).toString());
    assertThat(run.err())
        .startsWith(
            "The lines were not verified: give --key to do that too.\n1 token of billing is live at ");
  }

  @Test
  void aLineThatNobodySignedDoesNotCount() throws IOException {
    Path segment = log.resolve("events-00000000000000000001.jsonl");
    String revoke =
        Lines.of(List.of(new AuditEvent(7, START.plusSeconds(7), 1, revoke(1, "billing")))).text(0);
    Files.writeString(segment, revoke + "\n", StandardOpenOption.APPEND);

    Run run = Run.of("tokens", log, "--identity", "billing", "--key", key, "--format", "csv");

    assertThat(run.status()).isZero();
    assertThat(run.out().lines().skip(1)).singleElement().asString().contains(id(1).toString());
    assertThat(run.err()).contains("1 later one is not signed yet");
  }

  @Test
  void theTokensOfAnEarlierTimeAreThoseThatWereLiveThen() {
    Run run = Run.of("tokens", log, "--identity", "billing", "--at", START.plusSeconds(4));

    assertThat(run.status()).isZero();
    assertThat(run.out().lines()).hasSize(3);
    assertThat(run.err()).endsWith("3 tokens of billing are live at 2026-11-24T03:00:04Z.\n");

    assertThat(Run.of("tokens", log, "--identity", "billing", "--at", START).status()).isOne();
  }

  @Test
  void withAKeyTheLogIsVerifiedWhileItIsRead() throws IOException {
    Run run = Run.of("tokens", log, "--identity", "billing", "--key", key, "--format", "table");
    assertThat(run.status()).isZero();
    assertThat(run.out().lines().skip(1))
        .singleElement()
        .asString()
        .contains(id(1).toString(), FAR.toString());
    assertThat(run.err())
        .startsWith(
            "The log is intact: 6 lines are those that were signed as test, the last one at 2026-11-24T03:00:06Z\n");

    Path segment = log.resolve("events-00000000000000000001.jsonl");
    Files.writeString(segment, Files.readString(segment).replaceFirst("shipping", "billing "));
    Run broken = Run.of("tokens", log, "--identity", "billing", "--key", key);
    assertThat(broken.status()).isEqualTo(2);
    assertThat(broken.out()).isEmpty();
    assertThat(broken.err())
        .isEqualTo(
            "It cannot be told which tokens are live. BROKEN: line 3 is not the one that was signed\n");
  }

  @Test
  void noLiveTokenIsSaid() {
    Run run = Run.of("tokens", log, "--identity", "nobody");

    assertThat(run.status()).isOne();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("No token of nobody is live at ");
  }

  @Test
  void linesThatCannotBeReadMakeTheAnswerUncertain() throws IOException {
    Path segment = log.resolve("events-00000000000000000001.jsonl");
    Files.writeString(segment, Files.readString(segment).replace("time_dt", "time-dt"));

    Run run = Run.of("tokens", log, "--identity", "billing");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains("This could not be searched: line 1", ", by what could be searched.");
  }

  @Test
  void tokensOfRemovedLinesAreNotKnownAndThatIsSaid() throws IOException {
    Files.move(
        log.resolve("events-00000000000000000001.jsonl"),
        log.resolve("events-00000000000000065537.jsonl"));

    assertThat(Run.of("tokens", log, "--identity", "billing").err())
        .endsWith(
            "Lines 1 to 65536 were removed because of their age: tokens that they issued are not known.\n");
  }
}
