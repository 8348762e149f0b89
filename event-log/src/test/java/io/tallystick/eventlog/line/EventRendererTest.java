package io.tallystick.eventlog.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.event.Action;
import io.tallystick.event.AuditEvent;
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
import io.tallystick.eventlog.Events;
import io.tallystick.testing.EventSchema;
import io.tallystick.testing.SampleEvents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The bytes of each format, which never change: they are leaves of a tree of hashes. */
class EventRendererTest {

  private static final UUID ID = UUID.fromString("01900000-0000-7000-0000-00000000000a");
  private static final UUID OTHER = UUID.fromString("0001a21a-5c3e-8abc-8def-0123456789ab");

  @Test
  void anIssueOfFormat1() {
    assertThat(line(inFormat(1, Events.issued(7))))
        .isEqualTo(
            """
            {"metadata":{"version":"1.8.0","sequence":7,"uid":"01900000-0000-7000-0000-000000000007",\
            "product":{"name":"Tallystick","vendor_name":"Tallystick"},"log_name":"tallystick.audit",\
            "log_version":"1","profiles":["datetime"],"reporter":{"name":"node-1"}},\
            "time":1795489200130,"time_dt":"2026-11-24T03:00:00.130456Z","category_uid":3,\
            "class_uid":3004,"class_name":"Entity Management","type_uid":300401,"activity_id":1,\
            "activity_name":"Create","severity_id":1,"status_id":1,"status":"Success",\
            "entity":{"type_id":99,"type":"API Access Token",\
            "uid":"01900000-0000-7000-0000-000000000007","data":{"identity":"billing",\
            "secret_sha256":"2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",\
            "expires_at":"2027-01-01T00:00:00Z"}},"src_endpoint":{"ip":"127.0.0.1"},\
            "http_request":{"uid":"request-1","user_agent":"curl/8"}}""");
  }

  @Test
  void aRefusalOfFormat1OfWhichLittleIsKnown() {
    assertThat(line(inFormat(1, Events.refused(8))))
        .isEqualTo(
            """
            {"metadata":{"version":"1.8.0","sequence":8,"uid":"01900000-0000-7000-0000-000000000008",\
            "product":{"name":"Tallystick","vendor_name":"Tallystick"},"log_name":"tallystick.audit",\
            "log_version":"1","profiles":["datetime"],"reporter":{"name":"node-1"},\
            "original_time":"2026-11-24T02:59:59.500Z"},"time":1795489200000,\
            "time_dt":"2026-11-24T03:00:00Z","category_uid":3,"class_uid":3004,\
            "class_name":"Entity Management","type_uid":300404,"activity_id":4,\
            "activity_name":"Delete","severity_id":2,"status_id":2,"status":"Failure",\
            "status_code":"no_live_token","entity":{"type_id":99,"type":"API Access Token",\
            "name":"unknown","data":{}},"src_endpoint":{"ip":"10.1.2.3",\
            "intermediate_ips":["10.0.0.9"]},"http_request":{"uid":"request-2"}}""");
  }

  @Test
  void aRefusalOfFormat2OfWhichAllIsKnown() {
    AuditEvent refused = Events.refused(9);
    Refusal draft =
        new Refusal(
            refused.draft().eventId(),
            Action.ISSUE,
            Reason.BAD_REQUEST.text(),
            Defect.EXPIRY_TOO_FAR.text(),
            "billing",
            null,
            Instant.parse("2026-11-24T02:59:59.5Z"),
            new Origin(
                "10.0.0.9",
                "10.1.2.3",
                "spiffe://corp/ci",
                "request-3",
                "4711",
                "curl/8",
                "node-1"),
            1);
    AuditEvent event = new AuditEvent(9, refused.at(), 2, draft);

    assertThat(line(event))
        .isEqualTo(
            """
            {"metadata":{"version":"1.8.0","sequence":9,"uid":"01900000-0000-7000-0000-000000000009",\
            "correlation_uid":"4711",\
            "product":{"name":"Tallystick","vendor_name":"Tallystick"},"log_name":"tallystick.audit",\
            "log_version":"2","profiles":["datetime"],"reporter":{"name":"node-1"},\
            "original_time":"2026-11-24T02:59:59.500Z"},"time":1795489200000,\
            "time_dt":"2026-11-24T03:00:00Z","category_uid":3,"class_uid":3004,\
            "class_name":"Entity Management","type_uid":300401,"activity_id":1,\
            "activity_name":"Create","severity_id":2,"status_id":2,"status":"Failure",\
            "status_code":"bad_request","status_detail":"expiry_too_far",\
            "entity":{"type_id":99,"type":"API Access Token","name":"unknown",\
            "data":{"identity":"billing"}},"actor":{"user":{"name":"spiffe://corp/ci"}},\
            "src_endpoint":{"ip":"10.1.2.3","intermediate_ips":["10.0.0.9"]},\
            "http_request":{"uid":"request-3","user_agent":"curl/8"}}""");
    assertThat(EventSchema.faults(line(event))).isEmpty();
    assertThat(EventSchema.faults(line(inFormat(1, event)))).isNotEmpty();
  }

  @Test
  void anEventOfFormat2OfWhichNoMoreIsKnownDiffersInItsFormatOnly() {
    for (AuditEvent event : List.of(Events.issued(7), Events.refused(8))) {
      assertThat(line(inFormat(2, event)))
          .isEqualTo(
              line(inFormat(1, event)).replace("\"log_version\":\"1\"", "\"log_version\":\"2\""));
    }
  }

  @Test
  void anImportOfFormat3() {
    assertThat(line(format3(imported(Instant.parse("2026-01-31T12:00:00Z")))))
        .isEqualTo(
            """
            {"metadata":{"version":"1.8.0","sequence":10,"uid":"01900000-0000-7000-0000-00000000000a",\
            "product":{"name":"Tallystick","vendor_name":"Tallystick"},"log_name":"tallystick.audit",\
            "log_version":"3","profiles":["datetime"],"reporter":{"name":"node-1"}},\
            "time":1795489200000,"time_dt":"2026-11-24T03:00:00Z","category_uid":3,\
            "class_uid":3004,"class_name":"Entity Management","type_uid":300406,"activity_id":6,\
            "activity_name":"Enroll","severity_id":1,"status_id":1,"status":"Success",\
            "entity":{"type_id":99,"type":"API Access Token",\
            "uid":"0001a21a-5c3e-8abc-8def-0123456789ab","data":{"identity":"billing",\
            "secret_sha256":"2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",\
            "expires_at":"2027-01-01T00:00:00Z","issued_at":"2026-01-31T12:00:00Z"}},\
            "src_endpoint":{"ip":"127.0.0.1"},\
            "http_request":{"uid":"request-1","user_agent":"curl/8"}}""");
    assertThat(line(format3(imported(null)))).doesNotContain("issued_at");
  }

  @Test
  void anOrderToRevokeAllOfFormat3AndARevokeThatFollows() {
    assertThat(line(format3(new RevokeAll(ID, "billing", SampleEvents.ORIGIN))))
        .contains(
            """
            "type_uid":300499,"activity_id":99,"activity_name":"Revoke All","severity_id":1,\
            "status_id":1,"status":"Success","entity":{"type_id":99,"type":"API Access Token",\
            "name":"all","data":{"identity":"billing"}},""");
    assertThat(line(format3(new Revoke(OTHER, OTHER, "billing", ID, SampleEvents.ORIGIN))))
        .contains(
            """
            "type_uid":300404,"activity_id":4,"activity_name":"Delete","severity_id":1,\
            "status_id":1,"status":"Success","entity":{"type_id":99,"type":"API Access Token",\
            "uid":"0001a21a-5c3e-8abc-8def-0123456789ab","data":{"identity":"billing",\
            "order":"01900000-0000-7000-0000-00000000000a"}},""");
  }

  @Test
  void theIssueOfAReplacementOfFormat3() {
    Issue issue = (Issue) Events.issued(10).draft();
    ReplacedToken replaced = new ReplacedToken(OTHER, Instant.parse("2026-11-25T03:00:00Z"));

    assertThat(
            line(
                format3(
                    new Issue(
                        ID,
                        issue.secretHash(),
                        "billing",
                        issue.expiresAt(),
                        replaced,
                        SampleEvents.ORIGIN))))
        .contains(
            """
            "expires_at":"2027-01-01T00:00:00Z","replaces":"0001a21a-5c3e-8abc-8def-0123456789ab",\
            "replaced_expires_at":"2026-11-25T03:00:00Z"}},""");
  }

  @Test
  void onlyFormat3SaysWhatIsNew() {
    for (EventDraft draft :
        List.of(
            imported(null),
            new RevokeAll(ID, "billing", SampleEvents.ORIGIN),
            new Revoke(OTHER, OTHER, "billing", ID, SampleEvents.ORIGIN))) {
      assertThat(EventSchema.faults(line(format3(draft)))).isEmpty();
      assertThat(EventSchema.faults(line(inFormat(2, format3(draft))))).as("" + draft).isNotEmpty();
    }
  }

  @Test
  void aFormatOfANewerReleaseIsRefused() {
    AuditEvent newer = inFormat(4, Events.issued(1));

    assertThatThrownBy(() -> Line.of(newer)).hasMessageContaining("format 4");
  }

  @Property(tries = 500)
  void everyLineHoldsToTheSchema(@ForAll long seed) {
    String line = line(Events.random(1 + (seed & 0xffff), new Random(seed)));

    assertThat(EventSchema.faults(line)).as(line).isEmpty();
    assertThat(line).doesNotContain("\n");
  }

  @Test
  void theSchemaRefusesWhatIsNoEventOfOurs() {
    String issued = line(Events.issued(7));
    String refused = line(Events.refused(8));
    for (String wrong :
        List.of(
            "{}",
            issued.replace("\"sequence\":7", "\"sequence\":0"),
            issued.replace("\"status_id\":1", "\"status_id\":2"),
            issued.replace("\"activity_id\":1", "\"activity_id\":4"),
            issued.replaceFirst("\"secret_sha256\":\"[0-9a-f]+\",", ""),
            issued.replace("{\"metadata\"", "{\"logged_time\":1,\"metadata\""),
            refused.replace(",\"status_code\":\"no_live_token\"", ""),
            refused.replace("no_live_token", "no_reason"),
            refused.replace("\"time_dt\":\"2026-11-24T03:00:00Z\",", ""))) {
      assertThat(wrong).isNotEqualTo(issued).isNotEqualTo(refused);
      assertThat(EventSchema.faults(wrong)).as(wrong).isNotEmpty();
    }
  }

  @Test
  void linesOfABatchAreTheSameAsAlone() {
    List<AuditEvent> events = List.of(Events.issued(7), Events.refused(8), Events.issued(9));

    Lines lines = Lines.of(events);

    assertThat(lines.size()).isEqualTo(3);
    assertThat(lines.first()).isEqualTo(7);
    for (int i = 0; i < 3; i++) {
      assertThat(lines.get(i)).isEqualTo(Line.of(events.get(i)));
      assertThat(lines.text(i)).isEqualTo(line(events.get(i)));
    }
    assertThat(StandardCharsets.UTF_8.decode(lines.bytes(1, 3)).toString())
        .isEqualTo(lines.text(1) + "\n" + lines.text(2) + "\n");
  }

  @Test
  void eventsWithAGapBetweenThemAreRefused() {
    assertThatThrownBy(() -> Lines.of(List.of(Events.issued(7), Events.issued(9))))
        .hasMessageContaining("expected event 8, got event 9");
  }

  private static Import imported(@Nullable Instant issuedAt) {
    return new Import(
        ID,
        OTHER,
        SecretHash.ofSecret("secret".getBytes(StandardCharsets.UTF_8)),
        "billing",
        issuedAt,
        Instant.parse("2027-01-01T00:00:00Z"),
        SampleEvents.ORIGIN);
  }

  private static AuditEvent format3(EventDraft draft) {
    assertThat(draft.format()).isEqualTo(3);
    return new AuditEvent(10, Instant.parse("2026-11-24T03:00:00Z"), 3, draft);
  }

  private static AuditEvent inFormat(int format, AuditEvent event) {
    return new AuditEvent(event.seq(), event.at(), format, event.draft());
  }

  private static String line(AuditEvent event) {
    return new String(Line.of(event).bytes(), StandardCharsets.UTF_8);
  }
}
