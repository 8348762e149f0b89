package io.tallystick.bench.micro;

import io.tallystick.event.AuditEvent;
import io.tallystick.event.SecretHash;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.testing.SampleEvents;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The work of the audit verticle for each event before it is written. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class EventBenchmark {

  private static final int BATCH = 100;

  private final List<AuditEvent> events =
      LongStream.rangeClosed(1, BATCH).mapToObj(EventBenchmark::issued).toList();

  /** Renders a batch of events as lines. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public Object render() {
    return Lines.of(events);
  }

  private static AuditEvent issued(long seq) {
    return new AuditEvent(
        seq,
        Instant.parse("2030-01-31T12:00:00.123456Z"),
        2,
        SampleEvents.issue(
            UUID.randomUUID(),
            SecretHash.ofSecret(new byte[32]),
            "service-0001",
            Instant.parse("2030-01-31T13:00:00.123Z").plusMillis(seq / 10),
            SampleEvents.origin("127.0.0.1", null, UUID.randomUUID().toString(), "bench/1")));
  }
}
