package io.tallystick.event;

import java.util.Optional;
import java.util.stream.Stream;

/** Why an attempt was refused; the caller may be told less. */
public enum Reason {
  /** 403: the caller is outside the internal networks. */
  OUTSIDE_NETWORK("outside_internal_networks"),
  /** 400: the request is not what it should be. */
  BAD_REQUEST("bad_request"),
  /** 413: the body is too long. */
  TOO_LARGE("body_too_large"),
  /** 422: a parameter is missing. */
  MISSING_PARAMETER("missing_parameter"),
  /** 404: the text is no token, or one that was mistyped. */
  NOT_A_TOKEN("not_a_token"),
  /** 404: no live token of that identity matches. */
  NO_LIVE_TOKEN("no_live_token");

  private final String text;

  Reason(String text) {
    this.text = text;
  }

  /** The reason of that text; empty if it is one of a newer release. */
  public static Optional<Reason> ofText(String text) {
    return Stream.of(values()).filter(reason -> reason.text.equals(text)).findFirst();
  }

  /** How it stands in events. Stored, so it never changes. */
  public String text() {
    return text;
  }
}
