package io.tallystick.audit;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.util.Locale;

/** The names of OCSF that stand in a line, encoded once and for all. */
enum FieldName {
  TIME,
  CATEGORY_UID,
  CLASS_UID,
  TYPE_UID,
  ACTIVITY_ID,
  SEVERITY_ID,
  STATUS_ID,
  SEQUENCE,
  TYPE_ID,
  TIME_DT,
  CLASS_NAME,
  ACTIVITY_NAME,
  STATUS,
  VERSION,
  UID,
  NAME,
  VENDOR_NAME,
  LOG_NAME,
  LOG_VERSION,
  TYPE,
  IP,
  METADATA,
  PRODUCT,
  REPORTER,
  ENTITY,
  DATA,
  SRC_ENDPOINT,
  HTTP_REQUEST,
  PROFILES,
  INTERMEDIATE_IPS,
  STATUS_CODE,
  ORIGINAL_TIME,
  IDENTITY,
  SECRET_SHA256,
  EXPIRES_AT,
  USER_AGENT;

  @SuppressWarnings("ImmutableEnumChecker") // Its cached forms aside, it never changes.
  private final SerializableString json = new SerializedString(name().toLowerCase(Locale.ROOT));

  /** The name as it stands in JSON. */
  SerializableString json() {
    return json;
  }
}
