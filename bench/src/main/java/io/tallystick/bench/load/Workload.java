package io.tallystick.bench.load;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/** What callers ask for, and the tokens that they were given and may give back. */
public final class Workload {

  /** Which requests are sent. */
  public enum Kind {
    ISSUE,
    REVOKE,
    /** Seven issues to three revokes. */
    MIX
  }

  private static final String HEAD = " HTTP/1.1\r\nHost: bench\r\nUser-Agent: bench/1\r\n";
  private static final byte[] TOKEN_FIELD = "\"token\":\"".getBytes(StandardCharsets.US_ASCII);

  private final Kind kind;
  private final SplittableRandom random = new SplittableRandom(7);
  // Identities repeat, as those of services do.
  private final Buffer[] issues = new Buffer[1_000];
  private final Deque<String> tokens = new ArrayDeque<>();
  private boolean keepsTokens;

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

  public Kind kind() {
    return kind;
  }

  /** Issues, whose tokens later revokes give back. */
  public Workload collecting() {
    keepsTokens = true;
    return this;
  }

  /** The tokens that were kept, for another workload. */
  public void takeTokensOf(Workload other) {
    tokens.addAll(other.tokens);
    other.tokens.clear();
  }

  /** The next request's bytes; a revoke where there is a token to give back. */
  public Buffer next() {
    boolean revoke = kind == Kind.REVOKE || (kind == Kind.MIX && random.nextInt(10) < 3);
    if (revoke && !tokens.isEmpty()) {
      String entry = tokens.pop();
      return Buffer.buffer("DELETE /v1/api_access_token?" + entry + HEAD + "\r\n");
    }
    return issues[random.nextInt(issues.length)];
  }

  /** Whether revokes have anything left to give back. */
  boolean isExhausted() {
    return kind == Kind.REVOKE && tokens.isEmpty();
  }

  /** Looks at a good answer's body for a token to keep. */
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
      return; // The answer to a revoke.
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
