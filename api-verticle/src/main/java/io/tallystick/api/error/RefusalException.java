package io.tallystick.api.error;

import io.tallystick.event.Reason;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A request is refused, for a reason that its caller is told and that becomes an event. */
public final class RefusalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  // Error bodies are JSON values: a text, or for 422 FastAPI's list.
  private final transient Object detail;
  private final @Nullable String identity;
  private final @Nullable UUID tokenId;

  public RefusalException(Reason reason, Object detail) {
    this(reason, detail, null, null);
  }

  public RefusalException(
      Reason reason, Object detail, @Nullable String identity, @Nullable UUID tokenId) {
    super(reason.text(), null, false, false);
    this.reason = reason;
    this.detail = detail;
    this.identity = identity;
    this.tokenId = tokenId;
  }

  public RefusalException withIdentity(String valid) {
    return new RefusalException(reason, detail, valid, tokenId);
  }

  Reason reason() {
    return reason;
  }

  /** What stands under {@code detail} in the answer; never a part of a token. */
  public Object detail() {
    return detail;
  }

  public @Nullable String identity() {
    return identity;
  }

  @Nullable UUID tokenId() {
    return tokenId;
  }
}
