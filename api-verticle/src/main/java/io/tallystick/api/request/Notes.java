package io.tallystick.api.request;

import io.tallystick.api.error.RefusalException;
import io.tallystick.event.Defect;
import io.tallystick.token.NoteCheck;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a caller notes about a new token. It is shown to operators, and means nothing to the
 * service.
 *
 * @param label what the token is for; null if that is not said
 * @param metadata further notes by name; unmodifiable
 */
public record Notes(@Nullable String label, Map<String, String> metadata) {

  /** No notes. */
  static final Notes NONE = new Notes(null, Map.of());

  /** Copies the metadata. */
  public Notes {
    metadata = Map.copyOf(metadata);
  }

  /**
   * Reads the fields {@code label} and {@code metadata} of a body, which may be missing or null.
   *
   * @param wrong is told of each field that is not a short plain text; unless it throws, the field
   *     is ignored
   */
  static Notes of(JsonObject body, Consumer<RefusalException> wrong) {
    Object label = body.getValue("label");
    Object metadata = body.getValue("metadata");
    return label == null && metadata == null
        ? NONE
        : new Notes(label(label, wrong), metadata(metadata, wrong));
  }

  private static @Nullable String label(@Nullable Object value, Consumer<RefusalException> wrong) {
    if (value == null) {
      return null;
    }
    if (value instanceof String label && NoteCheck.isLabel(label)) {
      return label;
    }
    wrong.accept(
        new RefusalException(
            Defect.LABEL,
            "label must be a string of 1 to %d visible characters, and not look like a token"
                .formatted(NoteCheck.MAX_LABEL)));
    return null;
  }

  private static Map<String, String> metadata(
      @Nullable Object value, Consumer<RefusalException> wrong) {
    if (value == null) {
      return Map.of();
    }
    if (value instanceof JsonObject object && object.size() <= NoteCheck.MAX_ENTRIES) {
      Map<String, String> metadata = new TreeMap<>();
      for (Map.Entry<String, Object> entry : object) {
        if (entry.getValue() instanceof String text) {
          metadata.put(entry.getKey(), text);
        }
      }
      if (metadata.size() == object.size() && NoteCheck.isMetadata(metadata)) {
        return metadata;
      }
    }
    wrong.accept(
        new RefusalException(
            Defect.METADATA,
            "metadata must be an object of at most %d strings, such as {\"team\": \"payments\"}; a name has 1 to 64 letters, digits, '_', '.' and '-', a value at most %d visible characters, and neither looks like a token"
                .formatted(NoteCheck.MAX_ENTRIES, NoteCheck.MAX_VALUE)));
    return Map.of();
  }
}
