package io.tallystick.api.batch;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.request.StrictJson;
import io.tallystick.event.Defect;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A body with one field, which is a list.
 *
 * @param json the whole body
 * @param elements the list, which is not empty
 */
record ListBody(JsonObject json, JsonArray elements) {

  /** The largest number of elements. */
  static final int MAX_ELEMENTS = 1_000;

  /**
   * What a body should be.
   *
   * @param field the name of its field
   * @param defect what is wrong if it has not this form
   * @param example such a body, for sentences about faults
   */
  record Form(String field, Defect defect, String example) {

    /**
     * Parses a body.
     *
     * @param body null if the request has none
     * @throws RefusalException if it is not of this form
     */
    ListBody parse(@Nullable Buffer body) {
      if (body == null || body.length() == 0) {
        throw new RefusalException(
            Defect.BODY_EMPTY, "the body is empty; send JSON such as " + example);
      }
      if (!(StrictJson.parse(body, example) instanceof JsonObject json)) {
        throw new RefusalException(
            Defect.BODY_NOT_OBJECT, "the body must be a JSON object such as " + example);
      }
      if (!json.fieldNames().equals(Set.of(field))
          || !(json.getValue(field) instanceof JsonArray list)) {
        throw wrong("the body must have one field, %s, which is a list".formatted(field));
      }
      if (list.isEmpty() || list.size() > MAX_ELEMENTS) {
        throw wrong(
            "%s must have 1 to %,d elements, and has %,d"
                .formatted(field, MAX_ELEMENTS, list.size()));
      }
      return new ListBody(json, list);
    }

    /** The refusal of a body of another form. */
    RefusalException wrong(String sentence) {
      return new RefusalException(defect, sentence + "; send such as " + example);
    }
  }
}
