package io.tallystick.eventlog.line;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/** The form that all lines have, whatever the release that wrote them. */
public final class LineForm {

  // Of two fields with one name, one program takes the first and another one the last.
  private static final JsonFactory STRICT =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private LineForm() {}

  /**
   * Checks that a line is one object of JSON in which no two fields of an object have one name.
   *
   * @param line without its line feed
   * @throws IllegalArgumentException if it is not; the message says why
   */
  public static void check(byte[] line) {
    try (JsonParser parser = STRICT.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("it is no object of JSON");
      }
      parser.skipChildren();
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw new IllegalArgumentException("there is more behind its object");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "it is not JSON, or two fields of an object have one name", e);
    }
  }
}
