package io.tallystick.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.Action;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.Defect;
import io.tallystick.event.EventDraft;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.Origin;
import io.tallystick.event.Reason;
import io.tallystick.event.SecretHash;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.testing.SampleEvents;
import io.tallystick.token.Token;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reviewers can ask a search for, and how it answers. */
class SearchOptionsTest {

  private static final Instant TIME = Instant.parse("2026-11-24T03:00:00Z");
  private static final UUID ID = UUID.fromString("01a21387-5069-7d34-8b32-66ee96c95e4a");
  private static final Token TOKEN = new Token("api", ID, new byte[Token.SECRET_BYTES]);
  private static final Origin ORIGIN = SampleEvents.origin("10.0.0.1", null, "request", null);

  @TempDir static Path log;

  private String out = "";
  private String err = "";

  @BeforeAll
  static void thereIsALog() throws IOException {
    try (EventLog writer = EventLog.open(log, "test", null)) {
      writer.append(
          Lines.of(
              List.of(
                  event(1, issue(ID, "bill")),
                  event(2, issue(new UUID(0x7000L, 2), "billing")),
                  event(3, issue(new UUID(0x7000L, 3), "bill*")),
                  event(4, refusal(4, Reason.NO_LIVE_TOKEN, "bill", 1)),
                  event(5, refusal(5, Reason.MISSING_PARAMETER, null, 1)),
                  event(3_606, refusal(6, Reason.NO_LIVE_TOKEN, "=1+1,\"x\"", 40)))));
    }
  }

  private static AuditEvent event(long second, EventDraft draft) {
    return new AuditEvent(Math.min(second, 6), TIME.plusSeconds(second), 1, draft);
  }

  private static EventDraft issue(UUID id, String identity) {
    SecretHash hash = id.equals(ID) ? TOKEN.secretHash() : SecretHash.ofSecret(new byte[] {1});
    return SampleEvents.issue(id, hash, identity, Instant.parse("2026-12-01T00:00:00Z"), ORIGIN);
  }

  private static EventDraft refusal(long id, Reason reason, @Nullable String identity, int count) {
    return new Refusal(
        new UUID(0x7000L, id),
        Action.REVOKE,
        reason.text(),
        null,
        identity,
        null,
        Instant.parse("2026-11-24T02:59:59.5Z"),
        SampleEvents.origin("10.0.0.9", null, "request", null),
        count);
  }

  @Test
  void aReasonSelectsRefusedAttempts() {
    assertThat(run("search", log, "--reason", "no_live_token")).isZero();

    assertThat(out.lines())
        .hasSize(2)
        .allMatch(line -> line.contains("\"status_code\":\"no_live_token\""));
  }

  @Test
  void whoAskedAndTheIdsOfTheRequestSelectEvents(@TempDir Path other) throws IOException {
    Origin ci = new Origin("10.0.0.1", null, "spiffe://corp/ci", "own-1", "theirs-1", null, "node");
    try (EventLog writer = EventLog.open(other, "test", null)) {
      EventDraft bad =
          new Refusal(
              ID,
              Action.ISSUE,
              Reason.BAD_REQUEST.text(),
              Defect.EXPIRY_PAST.text(),
              "billing",
              null,
              TIME,
              ci,
              1);
      writer.append(
          Lines.of(
              List.of(
                  new AuditEvent(1, TIME, 2, issue(ID, "billing")),
                  new AuditEvent(2, TIME, 2, bad))));
    }

    for (String[] option :
        new String[][] {
          {"--actor", "spiffe://corp/ci"}, {"--request-id", "own-1"}, {"--request-id", "theirs-1"}
        }) {
      assertThat(run("search", other, option[0], option[1], "--format", "table")).isZero();
      assertThat(out.lines()).hasSize(2).anyMatch(line -> line.contains("expiry_past"));
    }
    assertThat(run("search", other, "--actor", "nobody")).isEqualTo(1);
    assertThat(run("search", other, "--by", "actor")).isZero();
    assertThat(out).contains("spiffe://corp/ci", "(none)");
  }

  @Test
  void aWrongReasonIsAnsweredWithTheRightOnes() {
    assertThat(run("search", log, "--reason", "no-live-token")).isEqualTo(2);

    assertThat(err)
        .startsWith(
            "Invalid value for option '--reason': a reason is one of outside_internal_networks,"
                + " cross_origin, bad_request, body_too_large, missing_parameter, not_a_token, no_live_token,"
                + " actor_not_allowed, no_credentials, invalid_credentials, not_an_operator,"
                + " reserved_identity, idempotency_key_reused, other_identity, not"
                + " 'no-live-token'\n");
  }

  @Test
  void anIdentityIsExactAndAPrefixIsAnOptionOfItsOwn() {
    assertThat(run("search", log, "--count", "--identity", "bill")).isZero();
    assertThat(out).isEqualTo("2\n");
    assertThat(run("search", log, "--count", "--identity", "bill*")).isZero();
    assertThat(out).isEqualTo("1\n");
    assertThat(run("search", log, "--count", "--identity-prefix", "bill")).isZero();
    assertThat(out).isEqualTo("4\n");
    assertThat(run("search", log, "--count", "--identity-prefix", "bill*")).isZero();
    assertThat(out).isEqualTo("1\n");
  }

  @Test
  void aTokenIdIsFoundInBothSpellings() {
    for (String id :
        List.of(ID.toString(), ID.toString().toUpperCase(Locale.ROOT), "0353o0HM6WMpnNwSQZQpcg")) {
      assertThat(run("search", log, "--token-id", id)).as(id).isZero();
      assertThat(out.lines()).singleElement().asString().contains("\"identity\":\"bill\"");
    }
  }

  @Test
  void whatIsNoTokenIdIsAnsweredWithBothSpellings() {
    for (String id : List.of("seven", "1-1-1-1-1")) {
      assertThat(run("search", log, "--token-id", id)).isEqualTo(2);
      assertThat(err)
          .startsWith(
              "Invalid value for option '--token-id': a token id looks like"
                  + " 01a21387-5069-7d34-8b32-66ee96c95e4a, or like 0353o0HM6WMpnNwSQZQpcg in a"
                  + " token, not '"
                  + id
                  + "'\n")
          .doesNotContain("java.");
    }
  }

  @Test
  void aTokenInPlaceOfItsIdIsNotRepeated() {
    assertThat(run("search", log, "--token-id", TOKEN.text())).isEqualTo(2);

    assertThat(err).contains("not 'api_[redacted]'").doesNotContain(TOKEN.text().substring(30));
  }

  @Test
  void theLocalZoneIsNamedOnceIfATimeDependsOnIt() {
    assertThat(run("search", log, "--count", "--since", "2026-11-20", "--until", "2026-11-28"))
        .isZero();
    assertThat(out).isEqualTo("6\n");
    assertThat(err)
        .isEqualTo("Times without a zone are in the local zone, " + ZoneId.systemDefault() + ".\n");

    assertThat(run("search", log, "--count", "--since", TIME.plusSeconds(4))).isZero();
    assertThat(out).isEqualTo("3\n");
    assertThat(err).isEmpty();
  }

  @Test
  void refusedAttemptsAreFoundByTheirOwnTimeToo() {
    Object[] span = {"--since", "2026-11-24T02:59:59Z", "--until", "2026-11-24T02:59:59.600Z"};
    assertThat(run("search", log, "--count", span[0], span[1], span[2], span[3])).isOne();
    assertThat(run("search", log, "--count", "--own-time", span[0], span[1], span[2], span[3]))
        .isZero();
    assertThat(out).isEqualTo("3\n");

    assertThat(run("search", log, "--count", "--own-time", "--since", TIME)).isZero();
    assertThat(out).isEqualTo("3\n");
  }

  @Test
  void whatIsNoTimeIsAnsweredWithAllForms() {
    assertThat(run("search", log, "--until", "tomorrow")).isEqualTo(2);

    assertThat(err)
        .isEqualTo(
            "This cannot be done: --until: a time looks like 2026-01-31T12:00:00Z,"
                + " 2026-01-31T12:00, 2026-01-31, today, yesterday, or 30m, 1h or 2d (ago), not"
                + " 'tomorrow'\n");
  }

  @Test
  void aCountIsOnlyANumber() {
    assertThat(run("search", log, "--count")).isZero();
    assertThat(out).isEqualTo("6\n");
    assertThat(err).isEmpty();

    assertThat(run("search", log, "--count", "--identity", "nobody")).isOne();
    assertThat(out).isEqualTo("0\n");
    assertThat(err).isEqualTo("Nothing was found.\n");
  }

  @Test
  void aSearchStopsAtItsLimitAndSaysSo() {
    assertThat(run("search", log, "--limit", 2)).isZero();
    assertThat(out.lines()).hasSize(2);
    assertThat(err).isEqualTo("There may be more: the search stopped at its limit, 2.\n");

    assertThat(run("search", log, "--limit", 7)).isZero();
    assertThat(out.lines()).hasSize(6);
    assertThat(err).isEmpty();

    assertThat(run("search", log, "--limit", 0)).isEqualTo(2);
    assertThat(err).contains("--limit takes a number from 1 on, not 0");
  }

  @Test
  void aSummaryCountsRefusedAttemptsAndNotEvents() {
    assertThat(run("search", log, "--by", "reason")).isZero();
    assertThat(countsAndValues())
        .containsExactly("COUNT REASON", "41 no_live_token", "3 (success)", "1 missing_parameter");
    assertThat(err).isEmpty();
  }

  @Test
  void aSummaryOfHoursIsInTheOrderOfTimeInUtc() {
    assertThat(run("search", log, "--by", "hour")).isZero();
    assertThat(countsAndValues())
        .containsExactly("COUNT HOUR (UTC)", "5 2026-11-24T03:00:00Z", "40 2026-11-24T04:00:00Z");
  }

  /** Without the bars, whose length depends on the environment. */
  private Stream<String> countsAndValues() {
    return out.lines().map(row -> row.replaceAll("[# ]+", " ").strip());
  }

  @Test
  void aSummaryIsOfWhatTheOtherOptionsSelect() {
    assertThat(run("search", log, "--by", "identity", "--reason", "missing_parameter")).isZero();
    assertThat(out.lines().skip(1)).singleElement().asString().endsWith("#  (none)");

    assertThat(run("search", log, "--by", "address", "--identity", "nobody")).isOne();
    assertThat(out).isEmpty();
    assertThat(err).isEqualTo("Nothing was found.\n");
  }

  @Test
  void onlyOneWayToShowEventsCanBeAskedFor() {
    assertThat(run("search", log, "--by", "address", "--count")).isEqualTo(2);
    assertThat(err).contains("give only one of --count, --by and --format");
    assertThat(run("search", log, "--by", "address", "--format", "json")).isEqualTo(2);
  }

  @Test
  void csvHasAllColumnsAndNothingThatASpreadsheetRuns() {
    assertThat(run("search", log, "--format", "csv")).isZero();
    assertThat(out.split("\r\n"))
        .hasSize(7)
        .startsWith(
            "seq,time,action,outcome,reason,count,token_id,identity,address,expires_at,refused_at,"
                + "defect,actor,request_id,caller_request_id,related_id,related_expires_at,issued_at",
            "1,2026-11-24T03:00:01Z,issue,success,,1,01a21387-5069-7d34-8b32-66ee96c95e4a,bill,"
                + "10.0.0.1,2026-12-01T00:00:00Z,,,,request,,,,")
        .endsWith(
            "6,2026-11-24T04:00:06Z,revoke,refused,no_live_token,40,,\"'=1+1,\"\"x\"\"\",10.0.0.9,,"
                + "2026-11-24T02:59:59.500Z,,,request,,,,");
  }

  @Test
  void aTableHasTheExpiryOfAnIssueAndTheTimeOfARefusal() {
    assertThat(run("search", log, "--format", "table")).isZero();
    assertThat(out.lines().toList().get(0)).contains("EXPIRES / WAS REFUSED");
    assertThat(out.lines().toList().get(1))
        .contains("  success                    2026-12-01T00:00:00Z  ");
    assertThat(out.lines().toList().get(4)).contains("  2026-11-24T02:59:59.500Z  ");
  }

  @Test
  void aLimitDoesNotChangeTheVerdictAboutAToken() {
    InputStream in = System.in;
    System.setIn(new ByteArrayInputStream(TOKEN.text().getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(run("search", log, "--token", "--limit", 1)).isZero();
    } finally {
      System.setIn(in);
    }
    assertThat(err).endsWith("This is the token that event 1 issued.\n");
  }

  private int run(Object... arguments) {
    StringWriter said = new StringWriter();
    StringWriter complained = new StringWriter();
    int status =
        AuditCommand.commandLine()
            .setOut(new PrintWriter(said))
            .setErr(new PrintWriter(complained))
            .execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    out = said.toString();
    err = complained.toString();
    return status;
  }
}
