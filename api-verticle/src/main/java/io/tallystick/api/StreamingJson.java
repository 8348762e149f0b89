package io.tallystick.api;

import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * Has Vert.x read and write JSON through Jackson's streams, where it would take Jackson's data
 * binding, which {@code JsonObject} has no need of. Found as a service.
 */
public final class StreamingJson implements JsonFactory {

  private final JsonCodec codec = new JacksonCodec();

  @Override
  public JsonCodec codec() {
    return codec;
  }
}
