package io.tallystick.bench.micro;

import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.store.schema.EventColumns;
import io.tallystick.store.schema.WriteRequest;
import io.tallystick.testing.SampleEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The work of the store verticle for each row of a batch before it is sent. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class BatchBenchmark {

  private static final int ROWS = 256;

  private final List<WriteRequest> batch = new ArrayList<>();

  /** Fills the batch. */
  @Setup
  public void fill() {
    batch.clear();
    for (int i = 0; i < ROWS; i++) {
      UUID id = UUID.randomUUID();
      batch.add(
          WriteRequest.of(
              new IssueToken(
                  SampleEvents.issue(
                      id,
                      SecretHash.ofSecret(new byte[32]),
                      "service-0001",
                      Instant.EPOCH,
                      SampleEvents.origin("127.0.0.1", null, id.toString(), "bench/1")),
                  10_000)));
    }
  }

  /** Encodes the parameters of a batch. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Object encode() {
    return EventColumns.parameters(batch);
  }
}
