package io.tallystick.api.idempotency;

import io.tallystick.api.error.RefusalException;
import io.tallystick.event.Defect;
import io.vertx.core.MultiMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header {@code Idempotency-Key} (draft-ietf-httpapi-idempotency-key-header-07). */
final class IdempotencyKey {

  static final String HEADER = "Idempotency-Key";

  // By the draft, it is a string in quotes (RFC 9651, section 3.3.3). Many callers omit them. What
  // would have to be escaped in such a string is no part of a key.
  private static final Pattern FORM =
      Pattern.compile("\"([!#-\\[\\]-~]{1,255})\"|([!#-\\[\\]-~]{1,255})");

  private IdempotencyKey() {}

  /** Whether a request has such a key, of whatever form. */
  static boolean isIn(MultiMap headers) {
    return headers.contains(HEADER);
  }

  /**
   * The key of a request that has one. In quotes and without, it is the same.
   *
   * @throws RefusalException if it is of another form, or is sent twice
   */
  static String in(MultiMap headers) {
    Matcher form = FORM.matcher(String.valueOf(headers.get(HEADER)));
    if (headers.getAll(HEADER).size() > 1 || !form.matches()) {
      throw new RefusalException(
          Defect.IDEMPOTENCY_KEY,
          "Idempotency-Key must be sent once, with 1 to 255 visible ASCII characters but no quotes and"
              + " backslashes, alone or in double quotes, such as"
              + " \"0d6b8f5e-3d3c-4b0e-9b8f-6f5a3c1e2d4b\"");
    }
    return form.group(1) == null ? form.group(2) : form.group(1);
  }
}
