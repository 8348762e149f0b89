package io.tallystick.eventlog.line;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.util.Locale;

/** The names of OCSF that stand in a line, encoded once and for all. */
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

  @SuppressWarnings("ImmutableEnumChecker") // Its cached forms aside, it never changes.
  private final SerializableString json = new SerializedString(name().toLowerCase(Locale.ROOT));

  /** The name as it stands in JSON. */
  SerializableString json() {
    return json;
  }
}
