package io.tallystick.api.error;

import io.tallystick.event.Reason;
import io.vertx.core.http.HttpServerResponse;

/** What the header {@code WWW-Authenticate} says of bearer tokens (RFC 6750, section 3). */
public enum Challenge {
  /** There is no token. It has no error code, since the caller may not have known of the need. */
  NO_TOKEN(""),
  /** The token is not valid. */
  INVALID_TOKEN(", error=\"invalid_token\", error_description=\"unknown, expired or revoked\""),
  /** The token is valid, but not one of an operator. */
  NOT_OPERATOR(
      ", error=\"insufficient_scope\", error_description=\"not the token of an operator\"");

  private final String header;

  Challenge(String error) {
    this.header = "Bearer realm=\"tallystick\"" + error;
  }

  /** Adds the header to an answer. */
  public void addTo(HttpServerResponse response) {
    response.headers().add("WWW-Authenticate", header);
  }

  /** Adds the header to the answer of a request that was refused for lack of a token. */
  static void addTo(HttpServerResponse response, Reason reason) {
    switch (reason) {
      case NO_CREDENTIALS -> NO_TOKEN.addTo(response);
      case INVALID_CREDENTIALS -> INVALID_TOKEN.addTo(response);
      case NOT_OPERATOR -> NOT_OPERATOR.addTo(response);
      default -> {}
    }
  }
}
