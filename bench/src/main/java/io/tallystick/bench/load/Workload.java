package io.tallystick.bench.load;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The requests of a load, and the issued tokens that it may revoke. */
public final class Workload {

  /** The kind of requests. */
  public enum Kind {
    /** Only issues. */
    ISSUE,
    /** Only revokes. */
    REVOKE,
    /** 70 % issues, 30 % revokes. */
    MIX,
    /** Only introspections, of each token in turn. */
    INTROSPECT,
    /** Only what gateways ask, of each token in turn. */
    AUTHORIZE,
    /** Only batches of {@link #BATCH_SIZE} issues each. */
    BATCH
  }

  /** The issues in a batch, as many as it may have. */
  public static final int BATCH_SIZE = 1_000;

  private static final String HEAD = " HTTP/1.1\r\nHost: bench\r\nUser-Agent: bench/1\r\n";
  private static final byte[] TOKEN_FIELD = "\"token\":\"".getBytes(StandardCharsets.US_ASCII);

  private final Kind kind;
  private final SplittableRandom random = new SplittableRandom(7);
  // Identities repeat, since a service gets several tokens.
  private final Buffer[] issues = new Buffer[1_000];
  private final Deque<String> tokens = new ArrayDeque<>();
  // What is sent in turn.
  private final Deque<Buffer> checks = new ArrayDeque<>();
  private boolean keepsTokens;

  /** Creates a workload without tokens to revoke. */
  public Workload(Kind kind) {
    this.kind = kind;
    this.keepsTokens = kind == Kind.MIX;
    for (int i = 0; i < issues.length; i++) {
      String body = "{\"identity\":\"service-%04d\",\"expires_in\":3600}".formatted(i);
      issues[i] =
          Buffer.buffer(
              "POST /v1/api_access_token%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(HEAD, body.length(), body));
    }
  }

  /** A workload of batches, with the token of an operator. */
  public static Workload ofBatches(String operator) {
    Workload batches = new Workload(Kind.BATCH);
    for (int batch = 0; batch < 10; batch++) {
      int first = batch;
      String body =
          IntStream.range(0, BATCH_SIZE)
              .mapToObj(
                  i ->
                      "{\"issue\":{\"identity\":\"service-%04d\",\"expires_in\":3600}}"
                          .formatted((i + first * 100) % BATCH_SIZE))
              .collect(Collectors.joining(",", "{\"operations\":[", "]}"));
      batches.checks.add(
          Buffer.buffer(
              "POST /v1/tokens/batch%sAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(HEAD, operator, body.length(), body)));
    }
    return batches;
  }

  /** Makes this workload keep the tokens that it gets, and returns it. */
  public Workload keepingTokens() {
    keepsTokens = true;
    return this;
  }

  /** Moves the tokens that another workload has kept to this one. */
  public void takeTokensOf(Workload other) {
    tokens.addAll(other.tokens);
    other.tokens.clear();
    if (kind == Kind.INTROSPECT || kind == Kind.AUTHORIZE) {
      tokens.forEach(entry -> checks.add(check(entry.substring(entry.indexOf("token=")))));
    }
  }

  /** The bytes of the next request. It is an issue if there is no token to revoke. */
  public Buffer next() {
    boolean revoke = kind == Kind.REVOKE || (kind == Kind.MIX && random.nextInt(10) < 3);
    if (!checks.isEmpty()) {
      Buffer check = checks.remove();
      checks.add(check);
      return check;
    }
    if (revoke && !tokens.isEmpty()) {
      String entry = tokens.pop();
      return Buffer.buffer("DELETE /v1/api_access_token?" + entry + HEAD + "\r\n");
    }
    return issues[random.nextInt(issues.length)];
  }

  /** The bytes of a request that asks about a token. */
  private Buffer check(String parameter) {
    return Buffer.buffer(
        kind == Kind.AUTHORIZE
            ? "GET /v1/authorize%sAuthorization: Bearer %s\r\n\r\n"
                .formatted(HEAD, parameter.substring("token=".length()))
            : "POST /v1/introspect%sContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(HEAD, parameter.length(), parameter));
  }

  /** Whether a workload of revokes has no token left. */
  boolean isExhausted() {
    return kind == Kind.REVOKE && tokens.isEmpty();
  }

  /**
   * Keeps the token in an answer, if tokens are kept and the answer has one.
   *
   * @param answer the bytes of an answer 200
   * @param body the offset of its body
   */
  public void answered(byte[] answer, int body) {
    if (!keepsTokens || answer.length < body + 10 || answer[body] != '{') {
      return;
    }
    for (int i = 0; i < TOKEN_FIELD.length; i++) {
      if (answer[body + 1 + i] != TOKEN_FIELD[i]) {
        return;
      }
    }
    String json = new String(answer, body, answer.length - body, StandardCharsets.US_ASCII);
    int id = json.indexOf("\"id\":");
    if (id < 0) {
      return; // An answer to a revoke has no id.
    }
    int token = 1 + TOKEN_FIELD.length;
    int identity = json.indexOf("\"identity\":\"") + 12;
    tokens.push(
        "identity="
            + json.substring(identity, json.indexOf('"', identity))
            + "&token="
            + json.substring(token, json.indexOf('"', token)));
  }
}
