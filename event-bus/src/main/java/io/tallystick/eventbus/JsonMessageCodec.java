package io.tallystick.eventbus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.io.IOException;

/**
 * Sends a record by reference inside a node, and as JSON to other nodes.
 *
 * <p>On the wire: one byte for the version of this form, four for the length of the JSON in bytes,
 * the JSON.
 */
final class JsonMessageCodec<M extends Message> implements MessageCodec<M, M> {

  private static final byte VERSION = 1;

  private final Class<M> type;
  private final ObjectMapper mapper;

  JsonMessageCodec(Class<M> type, ObjectMapper mapper) {
    this.type = type;
    this.mapper = mapper;
  }

  void register(EventBus eventBus) {
    eventBus.registerDefaultCodec(type, this);
  }

  Class<M> type() {
    return type;
  }

  @Override
  public void encodeToWire(Buffer buffer, M message) {
    try {
      byte[] json = mapper.writeValueAsBytes(message);
      buffer.appendByte(VERSION).appendInt(json.length).appendBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message has no JSON form: " + type.getSimpleName(), e);
    }
  }

  @Override
  public M decodeFromWire(int position, Buffer buffer) {
    byte version = buffer.getByte(position);
    if (version != VERSION) {
      throw new IllegalArgumentException("a message's wire form has the version " + version);
    }
    int start = position + 5;
    int end = start + buffer.getInt(position + 1);
    try {
      return mapper.readValue(buffer.getBytes(start, end), type);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a " + type.getSimpleName(), e);
    }
  }

  @Override
  public M transform(M message) {
    return message;
  }

  @Override
  public String name() {
    return "tallystick." + type.getSimpleName();
  }

  /** -1: a codec of the user, as Vert.x asks. */
  @Override
  public byte systemCodecID() {
    return -1;
  }
}
