package io.tallystick.eventbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.event.Action;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.Reason;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.message.AppendEvents;
import io.tallystick.eventbus.message.AuditLag;
import io.tallystick.eventbus.message.CheckHealth;
import io.tallystick.eventbus.message.CheckpointRecorded;
import io.tallystick.eventbus.message.ClaimKey;
import io.tallystick.eventbus.message.EventsAppended;
import io.tallystick.eventbus.message.EventsCommitted;
import io.tallystick.eventbus.message.EventsRead;
import io.tallystick.eventbus.message.FindToken;
import io.tallystick.eventbus.message.Health;
import io.tallystick.eventbus.message.ImportTokens;
import io.tallystick.eventbus.message.IntrospectToken;
import io.tallystick.eventbus.message.IssueTerms;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.KeyClaimed;
import io.tallystick.eventbus.message.ListTokens;
import io.tallystick.eventbus.message.ListUnusedTokens;
import io.tallystick.eventbus.message.LogCheckpoint;
import io.tallystick.eventbus.message.Message;
import io.tallystick.eventbus.message.NodeHeartbeat;
import io.tallystick.eventbus.message.OrderProgress;
import io.tallystick.eventbus.message.ReadEvents;
import io.tallystick.eventbus.message.ReadRevocations;
import io.tallystick.eventbus.message.RecordCheckpoint;
import io.tallystick.eventbus.message.RecordRefusals;
import io.tallystick.eventbus.message.RefusalsTaken;
import io.tallystick.eventbus.message.RefusedAttempt;
import io.tallystick.eventbus.message.RevocationsRead;
import io.tallystick.eventbus.message.RevocationsRead.Revocation;
import io.tallystick.eventbus.message.RevokeAllTokens;
import io.tallystick.eventbus.message.RevokeById;
import io.tallystick.eventbus.message.RevokeOutcome.NoLiveToken;
import io.tallystick.eventbus.message.RevokeOutcome.TokenRevoked;
import io.tallystick.eventbus.message.RevokeToken;
import io.tallystick.eventbus.message.RotateOutcome.TokenRotated;
import io.tallystick.eventbus.message.RotateToken;
import io.tallystick.eventbus.message.TokenDetails;
import io.tallystick.eventbus.message.TokenIssued;
import io.tallystick.eventbus.message.TokenState.ActiveToken;
import io.tallystick.eventbus.message.TokenState.InactiveToken;
import io.tallystick.eventbus.message.TokensFound;
import io.tallystick.eventbus.message.TokensImported;
import io.tallystick.eventbus.message.TokensWritten;
import io.tallystick.eventbus.message.TokensWritten.Outcome;
import io.tallystick.eventbus.message.TokensWritten.Result;
import io.tallystick.eventbus.message.WriteTokens;
import io.tallystick.eventbus.message.WriteTokens.Operation;
import io.tallystick.testing.SampleEvents;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What comes out of the wire is what went in, for every message there is. */
class MessageCodecsTest {

  @Property(tries = 200)
  void everyMessageSurvivesTheWire(@ForAll("messages") List<Message> messages) {
    Buffer wire = Buffer.buffer("before");
    for (Message message : messages) {
      int start = wire.length();
      JsonMessageCodec<Message> codec = codecOf(message);
      codec.encodeToWire(wire, message);
      assertThat(codec.decodeFromWire(start, wire.copy().appendString("behind")))
          .isEqualTo(message);
    }
  }

  @Example
  void everyKindOfMessageHasACodec() {
    Set<Class<?>> kinds =
        Stream.of(Message.class.getPermittedSubclasses())
            .flatMap(
                kind ->
                    kind.isSealed()
                        ? Arrays.stream(kind.getPermittedSubclasses())
                        : Stream.of(kind))
            .collect(Collectors.toSet());

    assertThat(MessageCodecs.ALL.stream().map(JsonMessageCodec::type).collect(Collectors.toSet()))
        .isEqualTo(kinds);
  }

  @Example
  void aFieldOfANewerReleaseIsPassedOver() {
    byte[] json =
        "{\"seq\": 7, \"new\": {\"a\": 1}}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Buffer wire = Buffer.buffer().appendByte((byte) 1).appendInt(json.length).appendBytes(json);

    assertThat(codecOf(new EventsCommitted(0)).decodeFromWire(0, wire))
        .isEqualTo(new EventsCommitted(7));
  }

  @Example
  void aReasonThatEarlierBuildsDoNotKnowIsSentAsTheTextThatTheyStore() {
    Refusal refusal =
        SampleEvents.refusal(
            new UUID(1, 2),
            Action.ISSUE,
            Reason.CROSS_ORIGIN,
            null,
            null,
            Instant.EPOCH,
            SampleEvents.ORIGIN);
    Buffer wire = Buffer.buffer();

    codecOf(new RefusedAttempt(refusal)).encodeToWire(wire, new RefusedAttempt(refusal));

    assertThat(wire.toString()).contains("\"cross_origin\"").doesNotContain("CROSS_ORIGIN");
  }

  @Example
  void aNewerFormIsRefused() {
    Buffer wire = Buffer.buffer().appendByte((byte) 2).appendInt(2).appendString("{}");

    assertThatThrownBy(() -> codecOf(new CheckHealth()).decodeFromWire(0, wire))
        .hasMessageContaining("version 2");
  }

  @SuppressWarnings("unchecked")
  private static JsonMessageCodec<Message> codecOf(Message message) {
    return (JsonMessageCodec<Message>)
        MessageCodecs.ALL.stream()
            .filter(codec -> codec.type() == message.getClass())
            .findAny()
            .orElseThrow();
  }

  @Provide
  Arbitrary<List<Message>> messages() {
    Arbitrary<UUID> ids =
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    Arbitrary<SecretHash> hashes =
        Arbitraries.bytes().array(byte[].class).ofSize(32).map(SecretHash::ofBytes);
    // The database keeps microseconds.
    Arbitrary<Instant> times =
        Arbitraries.longs()
            .between(0, 4_102_444_800_000_000L)
            .map(micros -> Instant.EPOCH.plus(micros, java.time.temporal.ChronoUnit.MICROS));
    Arbitrary<String> texts =
        Arbitraries.strings().excludeChars('\0').filter(MessageCodecsTest::isWhole);
    Arbitrary<Long> numbers = Arbitraries.longs().greaterOrEqual(0);
    Arbitrary<Boolean> flags = Arbitraries.of(true, false);
    Arbitrary<IssueTerms> terms =
        Combinators.combine(texts, numbers, numbers, flags).as(IssueTerms::new);
    Arbitrary<Random> seeds = Arbitraries.longs().map(Random::new);
    Arbitrary<Issue> issues = seeds.map(SampleEvents::randomIssue);
    Arbitrary<Revoke> revokes = seeds.map(SampleEvents::randomRevoke);
    Arbitrary<Refusal> refusals = seeds.map(SampleEvents::randomRefusal);
    Arbitrary<AuditEvent> events =
        Combinators.combine(
                numbers,
                times,
                Arbitraries.integers().between(1, 9),
                seeds.map(SampleEvents::random))
            .as(AuditEvent::new);
    Arbitrary<LogCheckpoint> checkpoints =
        Combinators.combine(numbers, texts, texts, texts, texts).as(LogCheckpoint::new);
    Arbitrary<Map<String, String>> metadata = Arbitraries.maps(texts, texts).ofMaxSize(3);
    Arbitrary<TokenDetails> tokens =
        Combinators.combine(
                ids,
                hashes,
                texts,
                times,
                times,
                Combinators.combine(times.injectNull(0.5), times.injectNull(0.5))
                    .as(Arrays::asList),
                texts.injectNull(0.5),
                Combinators.combine(metadata, Arbitraries.of(TokenDetails.State.values()))
                    .as(Map::entry))
            .as(
                (id, hash, identity, issued, expires, later, label, rest) ->
                    new TokenDetails(
                        id,
                        hash,
                        identity,
                        issued,
                        expires,
                        later.get(0),
                        later.get(1),
                        label,
                        rest.getKey(),
                        rest.getValue()));
    Arbitrary<IssueToken> issueTokens =
        Combinators.combine(issues, texts.injectNull(0.5), metadata, times.injectNull(0.5), numbers)
            .as(IssueToken::new);
    Arbitrary<RevokeById> revokesById =
        Combinators.combine(ids, ids, hashes.injectNull(0.5), revokes.map(Revoke::origin))
            .as(RevokeById::new);
    Arbitrary<Operation> operations =
        Arbitraries.oneOf(
            issueTokens.map(Operation.class::cast), revokesById.map(Operation.class::cast));
    Arbitrary<Message> any =
        Arbitraries.oneOf(
            Combinators.combine(issues, numbers).as(IssueToken::new),
            issueTokens,
            Combinators.combine(operations.list().ofMaxSize(3), numbers).as(WriteTokens::new),
            Combinators.combine(Arbitraries.of(Outcome.values()), tokens.injectNull(0.5))
                .as(Result::new)
                .list()
                .ofMaxSize(3)
                .map(TokensWritten::new),
            Combinators.combine(texts, texts, texts, texts, times, terms, numbers, numbers)
                .as(ClaimKey::new),
            Combinators.combine(texts, texts, texts, times, terms).as(KeyClaimed::new),
            Combinators.combine(ids, times, numbers).as(TokenIssued::new),
            Combinators.combine(seeds.map(SampleEvents::randomImport).list().ofMaxSize(3), numbers)
                .as(ImportTokens::new),
            Arbitraries.of(TokensImported.Result.values())
                .list()
                .ofMaxSize(3)
                .map(TokensImported::new),
            Combinators.combine(revokes, hashes, numbers).as(RevokeToken::new),
            Combinators.combine(ids, times, numbers).as(TokenRevoked::new),
            ids.map(NoLiveToken::new),
            Combinators.combine(
                    issues,
                    texts.injectNull(0.5),
                    metadata,
                    ids,
                    numbers,
                    times.injectNull(0.5),
                    numbers)
                .as(RotateToken::new),
            Combinators.combine(ids, times, times, numbers).as(TokenRotated::new),
            Combinators.combine(seeds.map(SampleEvents::randomRevokeAll), numbers)
                .as(RevokeAllTokens::new),
            Combinators.combine(ids, Arbitraries.integers().greaterOrEqual(0), flags)
                .as(OrderProgress::new),
            Combinators.combine(ids, hashes, numbers, flags).as(IntrospectToken::new),
            Combinators.combine(ids, texts, times, times).as(ActiveToken::new),
            ids.map(InactiveToken::new),
            Combinators.combine(ids, numbers).as(FindToken::new),
            Combinators.combine(
                    texts,
                    Arbitraries.of(TokenDetails.State.values()).injectNull(0.5),
                    ids.injectNull(0.5),
                    Arbitraries.integers().greaterOrEqual(1),
                    numbers)
                .as(ListTokens::new),
            Combinators.combine(
                    texts.injectNull(0.5),
                    times,
                    ids.injectNull(0.5),
                    Arbitraries.integers().greaterOrEqual(1),
                    numbers)
                .as(ListUnusedTokens::new),
            Combinators.combine(tokens.list().ofMaxSize(3), ids.injectNull(0.5))
                .as(TokensFound::new),
            refusals.list().ofMaxSize(3).map(RecordRefusals::new),
            Arbitraries.just(new RefusalsTaken()),
            refusals.map(RefusedAttempt::new),
            Combinators.combine(refusals.list().ofMaxSize(3), numbers, flags).as(AppendEvents::new),
            Combinators.combine(
                    numbers, Arbitraries.of(EventsAppended.Result.values()).list().ofMaxSize(3))
                .as(EventsAppended::new),
            Combinators.combine(numbers, Arbitraries.integers().greaterOrEqual(1), flags)
                .as(ReadEvents::new),
            Combinators.combine(events.list().ofMaxSize(3), numbers, texts.injectNull(0.5))
                .as(EventsRead::new),
            Combinators.combine(
                    numbers,
                    Arbitraries.integers().greaterOrEqual(0),
                    Arbitraries.integers().greaterOrEqual(0))
                .as(ReadRevocations::new),
            Combinators.combine(
                    Combinators.combine(numbers, ids).as(Revocation::new).list().ofMaxSize(3),
                    numbers,
                    numbers)
                .as(RevocationsRead::new),
            numbers.map(EventsCommitted::new),
            Combinators.combine(checkpoints, numbers, flags).as(RecordCheckpoint::new),
            Combinators.combine(
                    flags, numbers, checkpoints.list().ofMaxSize(3), texts.injectNull(0.5))
                .as(CheckpointRecorded::new),
            Combinators.combine(texts, numbers)
                .as((node, behind) -> new AuditLag(node, behind, behind > 9)),
            Combinators.combine(texts, texts.list().ofMaxSize(3), texts.injectNull(0.5))
                .as(NodeHeartbeat::new),
            Arbitraries.just(new CheckHealth()),
            texts.map(text -> new Health(text.isEmpty(), text)));
    return any.list().ofMinSize(1).ofMaxSize(5);
  }

  /** Half a surrogate pair has no UTF-8; the API lets none in. */
  private static boolean isWhole(String text) {
    return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }
}
