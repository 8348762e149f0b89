package io.tallystick.api;

import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * Makes Vert.x use Jackson's streaming API for JSON instead of Jackson's data binding, which {@code
 * JsonObject} does not need. The {@link java.util.ServiceLoader} loads it.
 */
public final class StreamingJson implements JsonFactory {

  private final JsonCodec codec = new JacksonCodec();

  @Override
  public JsonCodec codec() {
    return codec;
  }
}
