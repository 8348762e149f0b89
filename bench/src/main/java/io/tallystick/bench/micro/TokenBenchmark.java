package io.tallystick.bench.micro;

import io.tallystick.api.endpoint.TokenMint;
import io.tallystick.api.request.IssueRequest;
import io.tallystick.config.Settings;
import io.tallystick.eventbus.message.IssueTerms;
import io.tallystick.token.Token;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The work of the API verticle for each request. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class TokenBenchmark {

  private static final Buffer BODY =
      Buffer.buffer("{\"identity\":\"service-0001\",\"expires_in\":3600}");

  private final IssueTerms terms = IssueRequest.terms(Settings.of(Map.of()).tokens(), false);
  private final Vertx vertx = Vertx.vertx();
  private final TokenMint mint =
      new TokenMint("tally", VertxContextPRNG.current(vertx), InstantSource.system());
  private Token token = mint.mint();
  private String text = token.text();

  /** Makes the token of the other benchmarks. */
  @Setup
  public void mintOne() {
    token = mint.mint();
    text = token.text();
  }

  /** Closes Vert.x. */
  @TearDown
  public void close() {
    vertx.close();
  }

  /** Makes a new token and the hash of its secret. */
  @Benchmark
  public Object mint() {
    Token made = mint.mint();
    return made.secretHash();
  }

  /** Formats a token as text. */
  @Benchmark
  public String text() {
    return token.text();
  }

  /** Parses a token, and makes the hash of its secret. */
  @Benchmark
  public Object parse() {
    Optional<Token> parsed = Token.parse(text);
    return parsed.orElseThrow().secretHash();
  }

  /** Parses the body of a request to issue a token. */
  @Benchmark
  public Object parseRequest() {
    return IssueRequest.parse(IssueRequest.json(BODY), terms, Instant.EPOCH);
  }
}
