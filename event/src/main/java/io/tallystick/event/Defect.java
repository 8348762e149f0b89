package io.tallystick.event;

/** What is wrong with a request that is refused as {@link Reason#BAD_REQUEST}. */
public enum Defect {
  /** It is not valid HTTP, or its URL is badly escaped. */
  HTTP("http_invalid"),
  /** The body is empty. */
  BODY_EMPTY("body_empty"),
  /** The body is not JSON. */
  BODY_NOT_JSON("body_not_json"),
  /** The body is JSON, but not an object. */
  BODY_NOT_OBJECT("body_not_object"),
  /** The body has a field that the service does not know. */
  FIELD_UNKNOWN("field_unknown"),
  /** The body is not a valid form. */
  FORM("form_invalid"),
  /** The body names no token, or more than one. */
  TOKEN_MISSING("token_missing"),
  /** There is no identity. */
  IDENTITY_MISSING("identity_missing"),
  /** The identity is not a string. */
  IDENTITY_NOT_STRING("identity_not_string"),
  /** The identity is blank. */
  IDENTITY_BLANK("identity_blank"),
  /** The identity is too long. */
  IDENTITY_TOO_LONG("identity_too_long"),
  /** The identity looks like a token. */
  IDENTITY_LIKE_TOKEN("identity_like_token"),
  /** The identity has a character that it may not have. */
  IDENTITY_CHARACTER("identity_character"),
  /** The label of a token is no short text. */
  LABEL("label_invalid"),
  /** The metadata of a token are no few short texts. */
  METADATA("metadata_invalid"),
  /** The time for which a replaced token stays valid is no number of seconds, or is too long. */
  GRACE("grace_invalid"),
  /** A parameter of the URL is not what it should be. */
  PARAMETER("parameter_invalid"),
  /** The idempotency key is of another form, is sent twice, or cannot be used at this node. */
  IDEMPOTENCY_KEY("idempotency_key_invalid"),
  /** The operations of a batch are not what they should be. */
  OPERATIONS("operations_invalid"),
  /** The tokens to import are no list of objects. */
  TOKENS("tokens_invalid"),
  /** The hash of a token to import is none. */
  HASH("sha256_invalid"),
  /** The time at which a token to import was made is none, or cannot be right. */
  ISSUED_AT("issued_at_invalid"),
  /** The expiry is given in two ways. */
  EXPIRY_TWICE("expiry_twice"),
  /** The expiry is no time, or no number. */
  EXPIRY_NOT_TIME("expiry_not_time"),
  /** The expiry is not in the future. */
  EXPIRY_PAST("expiry_past"),
  /** The expiry is later than tokens live. */
  EXPIRY_TOO_FAR("expiry_too_far");

  private final String text;

  Defect(String text) {
    this.text = text;
  }

  /** The text that is written to events. It is stored, so it never changes. */
  public String text() {
    return text;
  }
}
