package io.tallystick.api.batch;

import io.tallystick.api.error.RefusalException;
import io.tallystick.event.Action;
import io.tallystick.event.Defect;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a batch.
 *
 * @param json the whole body
 * @param operations the operations in it; unmodifiable
 */
record BatchRequest(JsonObject json, List<Part> operations) {

  private static final ListBody.Form FORM =
      new ListBody.Form(
          "operations",
          Defect.OPERATIONS,
          "{\"operations\": [{\"issue\": {\"identity\": \"billing\"}}, {\"revoke\": {\"id\":"
              + " \"01890a5d-ac96-774b-bcce-b302099a8057\"}}]}");

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
    ListBody list = FORM.parse(body);
    JsonArray elements = list.elements();
    List<Part> parts = new ArrayList<>(elements.size());
    for (int i = 0; i < elements.size(); i++) {
      parts.add(part(elements.getValue(i), i));
    }
    return new BatchRequest(list.json(), parts);
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
    throw FORM.wrong(
        "operations[%d] must be an object with one field, issue or revoke, which is an object"
            .formatted(index));
  }
}
