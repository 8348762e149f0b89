package io.tallystick.api.idempotency;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.error.UnavailableException;
import io.tallystick.api.operator.Operators;
import io.tallystick.config.ApiSettings;
import io.tallystick.event.Defect;
import io.tallystick.event.Reason;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.ClaimKey;
import io.tallystick.eventbus.message.IssueTerms;
import io.tallystick.eventbus.message.KeyClaimed;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * Lets endpoints answer a request that is sent again as they did at first, without storing the
 * answer: what is stored are a nonce, from which the node derives the same tokens with its server
 * key, and the time and the settings of the first request.
 */
public final class Idempotency {

  private static final HexFormat HEX = HexFormat.of();
  private static final String SEPARATOR = "\0";
  private static final int NONCE_BYTES = 32;

  private final Bus bus;
  private final ServerKeys keys;
  private final IssueTerms terms;
  private final VertxContextPRNG random;
  private final InstantSource clock;
  private final long windowMillis;

  /**
   * Creates this part of some endpoints.
   *
   * @param keys the server keys of this node
   * @param terms of requests that come now
   * @param random the source of nonces
   * @param clock the time at which requests come
   * @param api the settings with the window
   */
  public Idempotency(
      Bus bus,
      ServerKeys keys,
      IssueTerms terms,
      VertxContextPRNG random,
      InstantSource clock,
      ApiSettings api) {
    this.bus = bus;
    this.keys = keys;
    this.terms = terms;
    this.random = random;
    this.clock = clock;
    this.windowMillis = api.idempotencyWindow().toMillis();
  }

  /** Whether a request may be sent again, since it has an idempotency key. */
  public static boolean isAsked(RoutingContext ctx) {
    return IdempotencyKey.isIn(ctx.request().headers());
  }

  /**
   * The occasion of a request with or without an idempotency key.
   *
   * @param mint makes the tokens and ids of a request without a key, whose occasion is now
   * @return fails as {@link #claim} says
   */
  public Future<Occasion> occasion(
      RoutingContext ctx, String endpoint, JsonObject body, Mint mint, long millis) {
    return isAsked(ctx)
        ? claim(ctx, endpoint, body, millis)
        : Future.succeededFuture(new Occasion(clock.instant(), terms, mint, false));
  }

  /**
   * Finds out on which occasion a request with an idempotency key came first; that may be now. Call
   * this when nothing is left to refuse: from now on, the key is bound to this request.
   *
   * @param endpoint the name of the endpoint, which is part of what the key is unique in. So is the
   *     owner of the key
   * @param body what the request asks for
   * @param millis how long the caller still waits
   * @return fails with a {@link RefusalException} if the key was used for another request, with an
   *     {@link UnavailableException} if the server key of the first answer is not there, and
   *     otherwise as {@link Address#CLAIM_KEY} says. It also fails with a {@link RefusalException}
   *     if the key is of another form, or if this node has no server key
   */
  public Future<Occasion> claim(RoutingContext ctx, String endpoint, JsonObject body, long millis) {
    return Future.future(promise -> send(ctx, endpoint, body, millis).onComplete(promise));
  }

  private Future<Occasion> send(RoutingContext ctx, String endpoint, JsonObject body, long millis) {
    String key = IdempotencyKey.in(ctx.request().headers());
    ServerKey first =
        keys.first()
            .orElseThrow(
                () ->
                    new RefusalException(
                        Defect.IDEMPOTENCY_KEY,
                        "this node does not take an Idempotency-Key, since it has no server key; set"
                            + " api.idempotency-key-file, or send the request without the header"));
    byte[] content = CanonicalJson.of(body).getBytes(StandardCharsets.UTF_8);
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    ClaimKey claim =
        new ClaimKey(
            scope(endpoint, Operators.keyOwner(ctx), key),
            fingerprint(first, content),
            HEX.formatHex(nonce),
            first.id(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            terms,
            windowMillis,
            millis);
    return bus.request(Address.CLAIM_KEY, claim, millis).map(claimed -> occasion(claimed, content));
  }

  private Occasion occasion(KeyClaimed claimed, byte[] content) {
    ServerKey key =
        keys.withId(claimed.keyId())
            .orElseThrow(
                () ->
                    new UnavailableException(
                        "This request was sent before, and its answer was derived with a server key that"
                            + " this node does not have now (api.idempotency-key-file). Try again, or"
                            + " send another Idempotency-Key; the first request may have been done."));
    if (!fingerprint(key, content).equals(claimed.fingerprint())) {
      throw new RefusalException(
          Reason.KEY_REUSED,
          "This Idempotency-Key was sent before with another body. Send a new key with each new"
              + " request, and the same body with each retry.");
    }
    Instant at = claimed.at();
    String prefix = claimed.terms().prefix();
    Mint mint = new DerivedMint(prefix, key, HEX.parseHex(claimed.nonce()), at);
    return new Occasion(at, claimed.terms(), mint, true);
  }

  private static String fingerprint(ServerKey key, byte[] content) {
    return HEX.formatHex(key.hmac("fingerprint", content));
  }

  /**
   * This hash needs no server key, so that a request is found again after that was rotated. It is
   * next to the events in the database, which tell more of a request.
   */
  private static String scope(String endpoint, String owner, String key) {
    try {
      byte[] text = String.join(SEPARATOR, endpoint, owner, key).getBytes(StandardCharsets.UTF_8);
      return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
