package io.tallystick.api.batch;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.request.StrictJson;
import io.tallystick.event.Action;
import io.tallystick.event.Defect;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a batch.
 *
 * @param json the whole body
 * @param operations the operations in it; unmodifiable
 */
record BatchRequest(JsonObject json, List<Part> operations) {

  /** The largest number of operations. */
  static final int MAX_OPERATIONS = 1_000;

  private static final String FIELD = "operations";
  private static final String EXAMPLE =
      "{\"operations\": [{\"issue\": {\"identity\": \"billing\"}}, {\"revoke\": {\"id\":"
          + " \"01890a5d-ac96-774b-bcce-b302099a8057\"}}]}";

  /**
   * One operation, whose fields are not checked yet.
   *
   * @param action what to do
   * @param fields what the request for it alone would have
   */
  record Part(Action action, JsonObject fields) {}

  /** Copies the list. */
  BatchRequest {
    operations = List.copyOf(operations);
  }

  /**
   * Parses a body.
   *
   * @param body null if the request has none
   * @throws RefusalException if it is not a list of operations, saying which one is wrong
   */
  static BatchRequest parse(@Nullable Buffer body) {
    if (body == null || body.length() == 0) {
      throw new RefusalException(
          Defect.BODY_EMPTY, "the body is empty; send JSON such as " + EXAMPLE);
    }
    if (!(StrictJson.parse(body, EXAMPLE) instanceof JsonObject json)) {
      throw new RefusalException(
          Defect.BODY_NOT_OBJECT, "the body must be a JSON object such as " + EXAMPLE);
    }
    if (!json.fieldNames().equals(Set.of(FIELD))
        || !(json.getValue(FIELD) instanceof JsonArray list)) {
      throw wrong("the body must have one field, operations, which is a list");
    }
    if (list.isEmpty() || list.size() > MAX_OPERATIONS) {
      throw wrong(
          "operations must have 1 to %,d elements, and has %,d"
              .formatted(MAX_OPERATIONS, list.size()));
    }
    List<Part> parts = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      parts.add(part(list.getValue(i), i));
    }
    return new BatchRequest(json, parts);
  }

  private static Part part(@Nullable Object element, int index) {
    if (element instanceof JsonObject object && object.size() == 1) {
      if (object.getValue("issue") instanceof JsonObject fields) {
        return new Part(Action.ISSUE, fields);
      }
      if (object.getValue("revoke") instanceof JsonObject fields) {
        return new Part(Action.REVOKE, fields);
      }
    }
    throw wrong(
        "operations[%d] must be an object with one field, issue or revoke, which is an object"
            .formatted(index));
  }

  private static RefusalException wrong(String sentence) {
    return new RefusalException(Defect.OPERATIONS, sentence + "; send such as " + EXAMPLE);
  }
}
