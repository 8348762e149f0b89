package io.tallystick.api.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.tallystick.api.error.RefusalException;
import io.tallystick.event.Defect;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.jackson.JacksonCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as RFC 8259 defines it, in UTF-8. Whatever two parsers could read differently is
 * refused: a field that occurs twice, comments, other encodings.
 */
public final class StrictJson {

  private static final JsonFactory STRICT =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final JsonFactory WITH_DUPLICATES = new JsonFactory();
  private static final JsonFactory WITH_COMMENTS =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
          .build();

  private StrictJson() {}

  /**
   * The value of a text, as {@link io.vertx.core.json.Json#decodeValue} returns it; null for null.
   *
   * @param example what the sentence about a fault ends with
   * @throws RefusalException saying what is wrong with it, without a part of it
   */
  public static @Nullable Object parse(Buffer body, String example) {
    String text = text(body);
    try {
      return read(STRICT, text);
    } catch (DecodeException e) {
      // The message may quote the body, so it is not passed on.
      throw new RefusalException(
          Defect.BODY_NOT_JSON, fault(text, e) + "; send such as " + example);
    }
  }

  private static String text(Buffer body) {
    String text;
    try {
      text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes())).toString();
    } catch (CharacterCodingException e) {
      throw notUtf8();
    }
    if (text.indexOf('\0') >= 0) {
      // ASCII in UTF-16 or UTF-32. JSON itself has no such character.
      throw notUtf8();
    }
    // RFC 8259, section 8.1, allows to ignore a byte order mark.
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /** What is wrong with a text that is not strict JSON. */
  private static String fault(String text, DecodeException cause) {
    if (cause.getCause() instanceof StreamConstraintsException) {
      return "the body is nested too deep, or has a number that is too long";
    }
    if (accepts(WITH_DUPLICATES, text)) {
      return "the body has a field twice, and it is not clear which one counts";
    }
    if (accepts(WITH_COMMENTS, text)) {
      return "the body has comments, which JSON does not have";
    }
    return "the body is not JSON";
  }

  private static boolean accepts(JsonFactory factory, String text) {
    try {
      read(factory, text);
      return true;
    } catch (DecodeException e) {
      return false;
    }
  }

  private static @Nullable Object read(JsonFactory factory, String text) {
    try (JsonParser parser = factory.createParser(text)) {
      return JacksonCodec.fromParser(parser, Object.class);
    } catch (IOException e) {
      throw new DecodeException("Not JSON", e);
    }
  }

  private static RefusalException notUtf8() {
    return new RefusalException(
        Defect.BODY_NOT_JSON,
        "the body is not in UTF-8; JSON has no other encoding (RFC 8259, section 8.1)");
  }
}
