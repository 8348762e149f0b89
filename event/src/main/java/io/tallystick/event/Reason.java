package io.tallystick.event;

import java.util.Optional;
import java.util.stream.Stream;

/** Why a request was refused. The caller may be told less than the event log says. */
public enum Reason {
  /** 403: the caller is outside the internal networks. */
  OUTSIDE_NETWORK("outside_internal_networks"),
  /** 403: a browser sent the request for a web page of another origin. */
  CROSS_ORIGIN("cross_origin"),
  /** 400: the request is malformed. */
  BAD_REQUEST("bad_request"),
  /** 413: the request body is too large. */
  TOO_LARGE("body_too_large"),
  /** 422: a parameter is missing. */
  MISSING_PARAMETER("missing_parameter"),
  /**
   * 404: the text is not a valid token; it may have a typing error. If it has not the form of our
   * tokens, no live token of that identity was imported with it.
   */
  NOT_A_TOKEN("not_a_token"),
  /** 404: no live token of that identity matches. */
  NO_LIVE_TOKEN("no_live_token"),
  /** 403: the caller has not proved to be an actor that may issue tokens for this identity. */
  ACTOR_NOT_ALLOWED("actor_not_allowed"),
  /** 401: the request is for operators, and has no bearer token. */
  NO_CREDENTIALS("no_credentials"),
  /** 401: the request is for operators, and its bearer token is not valid. */
  INVALID_CREDENTIALS("invalid_credentials"),
  /** 403: the request is for operators, and its bearer token is of another identity. */
  NOT_OPERATOR("not_an_operator"),
  /** 403: the identity is reserved for operators, and the caller is none. */
  RESERVED_IDENTITY("reserved_identity"),
  /** 422: the idempotency key was sent before with another request. */
  KEY_REUSED("idempotency_key_reused"),
  /** 409: the token was imported before for another identity. */
  OTHER_IDENTITY("other_identity");

  private final String text;

  Reason(String text) {
    this.text = text;
  }

  /**
   * The reason with this text; empty if there is none, for example because a newer release wrote
   * it.
   */
  public static Optional<Reason> ofText(String text) {
    return Stream.of(values()).filter(reason -> reason.text.equals(text)).findFirst();
  }

  /** The text that is written to events. It is stored, so it never changes. */
  public String text() {
    return text;
  }
}
