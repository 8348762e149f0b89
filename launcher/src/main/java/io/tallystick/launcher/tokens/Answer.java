package io.tallystick.launcher.tokens;

import io.vertx.core.json.JsonObject;

/**
 * What the service says to a request, or to a part of one.
 *
 * @param status the status that a request over HTTP has
 * @param body what was asked for, or {@code {"detail": …}} if it was refused
 */
public record Answer(int status, JsonObject body) {

  /** Whether the request was done. */
  public boolean isDone() {
    return status == 200;
  }

  /** Whether the request may be done if it is sent again. */
  public boolean isPassing() {
    return status == 429 || status == 502 || status == 503 || status == 504;
  }

  /** Why the request was not done. */
  public String detail() {
    Object detail = body.getValue("detail");
    return detail == null ? "the answer has the status " + status : detail.toString();
  }
}
