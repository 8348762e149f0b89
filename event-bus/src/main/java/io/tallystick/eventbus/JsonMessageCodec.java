package io.tallystick.eventbus;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tallystick.eventbus.message.Message;
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

  private final Class<M> type;
  private final String name;
  private final byte version;

  /**
   * A codec.
   *
   * @param name of the message on the wire
   * @param version of its JSON form; raised if nodes with the form before cannot read it
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
      throw new IllegalStateException("a message has no JSON form: " + type.getSimpleName(), e);
    }
  }

  @Override
  public M decodeFromWire(int position, Buffer buffer) {
    byte given = buffer.getByte(position);
    if (given != version) {
      throw new IllegalArgumentException(
          "%s has version %d of its wire form, not %d".formatted(name, given, version));
    }
    int start = position + 5;
    int end = start + buffer.getInt(position + 1);
    try {
      return MessageJson.MAPPER.readValue(buffer.getBytes(start, end), type);
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
    return "tallystick." + name;
  }

  /** -1: a codec of the user, as Vert.x asks. */
  @Override
  public byte systemCodecID() {
    return -1;
  }
}
