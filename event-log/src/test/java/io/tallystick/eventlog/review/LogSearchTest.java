package io.tallystick.eventlog.review;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.event.Action;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.Outcome;
import io.tallystick.event.Reason;
import io.tallystick.eventlog.Events;
import io.tallystick.eventlog.Logs;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.line.LoggedEvent;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.log.SegmentMaintenance;
import io.tallystick.eventlog.segment.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reviewers find what they look for, all of it and nothing else. */
class LogSearchTest {

  private static final int LINES = 2_000;

  @TempDir Path directory;

  @Test
  void eachFilterFindsWhatAReadOfAllEventsFinds() throws IOException {
    List<AuditEvent> events = randomLog();
    AuditEvent some = events.get(77);
    String address = address(some);
    Instant time = some.at();
    UUID order = order(events);

    assertFinds(events, filter(null, null, null, null, null, null, null), e -> true);
    assertFinds(
        events,
        filter(some.draft().identity(), null, null, null, null, null, null),
        e ->
            some.draft().identity() == null
                || some.draft().identity().equals(e.draft().identity()));
    assertFinds(
        events,
        filter(
            null,
            Objects.toString(events.get(3).draft().tokenId(), "none"),
            null,
            null,
            null,
            null,
            null),
        e ->
            e.draft().tokenId() != null
                && e.draft().tokenId().equals(events.get(3).draft().tokenId()));
    assertFinds(
        events,
        new EventFilter(
            null, null, order.toString(), null, null, null, null, null, null, null, null, false),
        e -> e.draft() instanceof Revoke revoke && order.equals(revoke.order()));
    assertFinds(
        events,
        filter(null, null, Action.REVOKE, Outcome.REFUSED, null, null, null),
        e -> e.draft().action() == Action.REVOKE && e.draft().outcome() == Outcome.REFUSED);
    assertFinds(
        events,
        filter(null, null, null, null, address, null, null),
        e -> address(e).equals(address));
    assertFinds(
        events,
        filter(null, null, null, null, "10.0.0.0/25", null, null),
        e -> address(e).matches("10\\.0\\.0\\.([0-9]|[1-9][0-9]|1[01][0-9]|12[0-7])"));
    assertFinds(
        events, filter(null, null, null, null, null, time, null), e -> !e.at().isBefore(time));
  }

  @Test
  void aReasonSelectsRefusals() throws IOException {
    List<AuditEvent> events = randomLog();

    for (Reason reason : Reason.values()) {
      assertFinds(
          events,
          new EventFilter(
              null, null, null, null, null, reason, null, null, null, null, null, false),
          e -> e.draft() instanceof Refusal refusal && refusal.reason().equals(reason.text()));
    }
  }

  @Test
  void thePrefixOfAnIdentityIsTakenLiterally() throws IOException {
    List<AuditEvent> events = randomLog();

    for (String prefix : List.of("", "x", "xa", "x\"", "x\\", "xé", "x%s", "x😀")) {
      assertFinds(
          events,
          new EventFilter(
              null, prefix, null, null, null, null, null, null, null, null, null, false),
          e -> e.draft().identity() != null && e.draft().identity().startsWith(prefix));
    }
  }

  @Test
  void anEventHasItsCountItsTimesAndWhenItWasRefused() throws IOException {
    List<AuditEvent> events = randomLog();
    List<LoggedEvent> found = new ArrayList<>();

    new LogSearch(directory, filter(null, null, null, null, null, null, null), fault -> {})
        .run(found::add);

    for (int i = 0; i < LINES; i++) {
      LoggedEvent event = found.get(i);
      EventDraft draft = events.get(i).draft();
      assertThat(event.count()).isEqualTo(draft instanceof Refusal refusal ? refusal.count() : 1);
      assertThat(event.expiresAt())
          .isEqualTo(
              draft instanceof Issue issue
                  ? issue.expiresAt()
                  : draft instanceof Import imported ? imported.expiresAt() : null);
      assertThat(event.issuedAt())
          .isEqualTo(draft instanceof Import imported ? imported.issuedAt() : null);
      assertThat(event.relatedExpiresAt())
          .isEqualTo(
              draft instanceof Issue issue && issue.replaced() != null
                  ? issue.replaced().expiresAt()
                  : null);
      assertThat(event.refusedAt())
          .isEqualTo(draft instanceof Refusal refusal ? refusal.observedAt() : null);
    }
  }

  @Test
  void aSearchEndsAsSoonAsItIsTold() throws IOException {
    randomLog();
    List<Long> numbers = new ArrayList<>();

    new LogSearch(directory, filter(null, null, null, null, null, null, null), fault -> {})
        .runWhile(
            event -> {
              numbers.add(event.seq());
              return numbers.size() < 3;
            });

    assertThat(numbers).containsExactly(1L, 2L, 3L);
  }

  @Test
  void segmentsBeforeTheTimeAreSkippedAndCompressedOnesRead() throws IOException {
    Instant late = Events.issued(200_000).at().plus(Duration.ofHours(2));
    try (EventLog log = Logs.open(directory, "test")) {
      for (long seq = 1; seq < 140_000; seq += 10_000) {
        log.append(Events.lines(seq, seq + 9_999));
      }
      Logs.sign(log);
      new SegmentMaintenance(directory, Duration.ofHours(1), null).run(log.tree(), late);
    }
    assertThat(Segment.compressedFile(directory, 1)).exists();

    assertThat(numbers(between(65_000, 66_000)))
        .hasSize(1_001)
        .startsWith(65_000L)
        .endsWith(66_000L);
    // Damage where nothing is looked for is not seen, since nothing is read there.
    Files.writeString(Segment.compressedFile(directory, 1), "hello");
    assertThat(numbers(between(131_100, 131_101))).containsExactly(131_100L, 131_101L);
  }

  @Test
  void eventsAreFoundByTheirTimesAfterTheClockOfTheDatabaseHasLeapt() throws IOException {
    Random random = new Random(3);
    // Leaps within a segment, over the end of one, to the past, and where the log is opened again.
    List<AuditEvent> events = new ArrayList<>();
    for (long seq = 1; seq <= 140_000; seq++) {
      events.add(Events.issued(seq));
    }
    leap(events, 60_000, 60_100, Duration.ofDays(400));
    leap(events, 65_500, 66_000, Duration.ofDays(2));
    leap(events, 66_000, 66_010, Duration.ofDays(-9_000));
    leap(events, 99_900, 100_000, Duration.ofHours(1));
    for (int from = 0; from < events.size(); from += 10_000) {
      try (EventLog log = Logs.open(directory, "test")) {
        log.append(Lines.of(events.subList(from, Math.min(events.size(), from + 10_000))));
      }
    }

    for (int i = 0; i < 6; i++) {
      Instant since = around(events.get(random.nextInt(events.size())), random);
      assertFindsBetween(events, since, since.plusSeconds(random.nextInt(100)));
    }
    for (int line : List.of(60_050, 65_530, 65_600, 66_005, 99_950)) {
      Instant since = events.get(line - 1).at();
      assertFindsBetween(events, since, since.plusSeconds(1));
    }
    assertFindsBetween(events, null, Events.issued(1).at());
    assertFindsBetween(events, Events.issued(1).at().plus(Duration.ofDays(1)), null);
  }

  private static void leap(List<AuditEvent> events, int from, int to, Duration by) {
    for (int i = from - 1; i < to - 1; i++) {
      AuditEvent event = events.get(i);
      events.set(
          i, new AuditEvent(event.seq(), event.at().plus(by), event.format(), event.draft()));
    }
  }

  private static Instant around(AuditEvent event, Random random) {
    return event.at().plusMillis(random.nextInt(2_000) - 1_000);
  }

  private void assertFindsBetween(
      List<AuditEvent> events, @Nullable Instant since, @Nullable Instant until)
      throws IOException {
    assertThat(numbers(filter(null, null, null, null, null, since, until)))
        .as("%s to %s", since, until)
        .isEqualTo(
            events.stream()
                .filter(event -> since == null || !event.at().isBefore(since))
                .filter(event -> until == null || !event.at().isAfter(until))
                .map(AuditEvent::seq)
                .toList());
  }

  @Test
  void newEventsAreFollowedAcrossSegments() throws Exception {
    List<Long> seen = new CopyOnWriteArrayList<>();
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(1, 65_530));
      LogSearch search =
          new LogSearch(
              directory,
              filter("billing", null, null, null, null, null, null),
              fault -> seen.add(-2L));
      Thread follower =
          new Thread(
              () -> {
                try {
                  search.follow(event -> seen.add(event.seq()));
                } catch (IOException e) {
                  seen.add(-1L);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      follower.start();
      await().until(() -> follower.getState() == Thread.State.TIMED_WAITING);
      for (long seq = 65_531; seq <= 65_545; seq++) {
        log.append(Events.lines(seq, seq));
      }

      await().until(() -> seen.size() >= 15);
      follower.interrupt();
      follower.join();
    }
    assertThat(seen).startsWith(65_531L).endsWith(65_545L).hasSize(15);
  }

  @Test
  void whatIsNoAddressIsRefused() {
    assertThatThrownBy(() -> filter(null, null, null, null, "10.0.0.0/99", null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10.0.0.0/99 is neither an address nor a network");
  }

  private List<AuditEvent> randomLog() throws IOException {
    Random random = new Random(7);
    List<AuditEvent> events = new ArrayList<>();
    for (long seq = 1; seq <= LINES; seq++) {
      events.add(Events.random(seq, random));
    }
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Lines.of(events));
    }
    return events;
  }

  private void assertFinds(
      List<AuditEvent> events, EventFilter filter, Predicate<AuditEvent> expected)
      throws IOException {
    List<Long> numbers = events.stream().filter(expected).map(AuditEvent::seq).toList();
    assertThat(numbers).isNotEmpty();
    assertThat(numbers(filter)).isEqualTo(numbers);
  }

  private List<Long> numbers(EventFilter filter) throws IOException {
    List<Long> numbers = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    new LogSearch(directory, filter, faults::add).run(event -> numbers.add(event.seq()));
    assertThat(faults).isEmpty();
    return numbers;
  }

  private static EventFilter between(long first, long last) {
    return filter(
        null, null, null, null, null, Events.issued(first).at(), Events.issued(last).at());
  }

  /** The order that one of the revokes follows. */
  private static UUID order(List<AuditEvent> events) {
    return events.stream()
        .map(AuditEvent::draft)
        .filter(Revoke.class::isInstance)
        .map(draft -> ((Revoke) draft).order())
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  private static String address(AuditEvent event) {
    String forwarded = event.draft().origin().forwarded();
    return forwarded == null ? event.draft().origin().peer() : forwarded;
  }

  private static EventFilter filter(
      @Nullable String identity,
      @Nullable String tokenId,
      @Nullable Action action,
      @Nullable Outcome outcome,
      @Nullable String address,
      @Nullable Instant since,
      @Nullable Instant until) {
    return new EventFilter(
        identity, null, tokenId, action, outcome, null, address, null, null, since, until, false);
  }
}
