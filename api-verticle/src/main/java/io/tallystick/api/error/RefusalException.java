package io.tallystick.api.error;

import io.tallystick.event.Defect;
import io.tallystick.event.Reason;
import io.tallystick.token.TokenFingerprint;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A refused request. The caller gets the detail, and the reason becomes part of an audit event. */
public final class RefusalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final @Nullable Defect defect;
  // A JSON value: a string, or FastAPI's list of errors for 422.
  private final transient Object detail;
  private final @Nullable String identity;
  private final @Nullable UUID tokenId;

  /** A refusal of which neither the identity nor the token is known. */
  public RefusalException(Reason reason, Object detail) {
    this(reason, detail, null, null);
  }

  /**
   * The refusal of a bad request.
   *
   * @param detail a sentence for the caller that says what is wrong and what would be right
   */
  public RefusalException(Defect defect, String detail) {
    this(Reason.BAD_REQUEST, defect, detail, null, null);
  }

  /**
   * A refusal.
   *
   * @param detail the value of {@code detail} in the response; must not contain any part of a token
   * @param identity the identity in the request; null if it is unknown or not valid
   * @param tokenId the id of the token in the request; null if it is unknown
   */
  public RefusalException(
      Reason reason, Object detail, @Nullable String identity, @Nullable UUID tokenId) {
    this(reason, null, detail, identity, tokenId);
  }

  /**
   * The refusal of a text that is no live token. If the text has not the form of our tokens, it may
   * be anything, such as a password, so nothing is kept that follows from it.
   *
   * @param token what the text may be; empty if it was mistyped
   * @param detail the value of {@code detail} in the response
   * @param identity the identity in the request; null if it is unknown or not valid
   */
  public static RefusalException notLive(
      Optional<TokenFingerprint> token, String detail, @Nullable String identity) {
    Optional<UUID> ours = token.filter(known -> !known.isImported()).map(TokenFingerprint::id);
    return new RefusalException(
        ours.isEmpty() ? Reason.NOT_A_TOKEN : Reason.NO_LIVE_TOKEN,
        detail,
        identity,
        ours.orElse(null));
  }

  private RefusalException(
      Reason reason,
      @Nullable Defect defect,
      Object detail,
      @Nullable String identity,
      @Nullable UUID tokenId) {
    super(reason.text(), null, false, false);
    this.reason = reason;
    this.defect = defect;
    this.detail = detail;
    this.identity = identity;
    this.tokenId = tokenId;
  }

  /** The same refusal with the identity in the request, which must be valid. */
  public RefusalException withIdentity(String valid) {
    return new RefusalException(reason, defect, detail, valid, tokenId);
  }

  /**
   * The same refusal, whose detail begins with where in the request it is.
   *
   * @param place such as {@code tokens[7]: }
   */
  public RefusalException in(String place) {
    return new RefusalException(reason, defect, place + detail, identity, tokenId);
  }

  /** The same refusal with the id of the token in the request. */
  public RefusalException withToken(UUID id) {
    return new RefusalException(reason, defect, detail, identity, id);
  }

  Reason reason() {
    return reason;
  }

  /** What is wrong with a bad request; null if it is refused for another reason. */
  @Nullable Defect defect() {
    return defect;
  }

  /** The value of {@code detail} in the response. It contains no part of a token. */
  public Object detail() {
    return detail;
  }

  /** The identity in the request; null if it is unknown or not valid. */
  public @Nullable String identity() {
    return identity;
  }

  @Nullable UUID tokenId() {
    return tokenId;
  }
}
