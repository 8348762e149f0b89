package io.tallystick.api.idempotency;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * JSON in a form in which equal values are equal texts, whatever the order of their fields and the
 * white space was.
 */
final class CanonicalJson {

  private CanonicalJson() {}

  /** The form of a value that was parsed. */
  static String of(@Nullable Object value) {
    return Json.encode(sorted(value));
  }

  private static @Nullable Object sorted(@Nullable Object value) {
    if (value instanceof JsonObject object) {
      Map<String, @Nullable Object> fields = new TreeMap<>();
      object.fieldNames().forEach(name -> fields.put(name, sorted(object.getValue(name))));
      return fields;
    }
    if (value instanceof JsonArray array) {
      List<@Nullable Object> elements =
          array.stream().map(CanonicalJson::sorted).collect(Collectors.toList());
      return elements;
    }
    return value;
  }
}
