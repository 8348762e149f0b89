package io.tallystick.eventbus;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tallystick.eventbus.message.Message;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.io.IOException;

/**
 * Passes a message by reference inside a node, and sends it as JSON to other nodes.
 *
 * <p>The wire form is one byte for the version, four bytes for the length of the JSON in bytes, and
 * the JSON itself.
 */
final class JsonMessageCodec<M extends Message> implements MessageCodec<M, M> {

  private final Class<M> type;
  private final String name;
  private final byte version;

  /**
   * Creates a codec.
   *
   * @param name the message's name on the wire
   * @param version the version of the JSON form, which must be raised if nodes that know only the
   *     previous form cannot read the new one
   */
  JsonMessageCodec(Class<M> type, String name, int version) {
    this.type = type;
    this.name = name;
    this.version = (byte) version;
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
      byte[] json = MessageJson.MAPPER.writeValueAsBytes(message);
      buffer.appendByte(version).appendInt(json.length).appendBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "a message cannot be written as JSON: " + type.getSimpleName(), e);
    }
  }

  @Override
  public M decodeFromWire(int position, Buffer buffer) {
    byte received = buffer.getByte(position);
    if (received != version) {
      throw new IllegalArgumentException(
          "%s has wire version %d, but this node reads version %d"
              .formatted(name, received, version));
    }
    int start = position + 5;
    int end = start + buffer.getInt(position + 1);
    try {
      return MessageJson.MAPPER.readValue(buffer.getBytes(start, end), type);
    } catch (IOException e) {
      throw new IllegalArgumentException("the JSON is not a valid " + type.getSimpleName(), e);
    }
  }

  @Override
  public M transform(M message) {
    return message;
  }

  @Override
  public String name() {
    return "tallystick." + name;
  }

  /** Vert.x requires -1 for codecs that are not its own. */
  @Override
  public byte systemCodecID() {
    return -1;
  }
}
