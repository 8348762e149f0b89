package io.tallystick.eventlog.line;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.util.Locale;

/** The OCSF field names of a line, encoded once. */
enum FieldName {
  COUNT,
  DATA,
  ENTITY,
  EXPIRES_AT,
  HTTP_REQUEST,
  IDENTITY,
  INTERMEDIATE_IPS,
  IP,
  METADATA,
  NAME,
  ORIGINAL_TIME,
  PRODUCT,
  REPORTER,
  SECRET_SHA256,
  SEQUENCE,
  SRC_ENDPOINT,
  STATUS_CODE,
  TIME,
  TIME_DT,
  UID,
  USER_AGENT,
  VERSION;

  @SuppressWarnings("ImmutableEnumChecker") // Only its cached encodings change.
  private final SerializableString json = new SerializedString(name().toLowerCase(Locale.ROOT));

  /** The name as it is written in JSON. */
  SerializableString json() {
    return json;
  }
}
