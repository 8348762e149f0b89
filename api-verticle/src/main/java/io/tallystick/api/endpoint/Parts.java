package io.tallystick.api.endpoint;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * Sends a long answer in parts, each only if the caller has taken those before. So what waits to be
 * sent is short, and an answer that nobody takes is not complete: {@link
 * io.tallystick.api.connection.RequestDeadline} ends it.
 */
final class Parts {

  private static final int PART_BYTES = 16_384;

  private Parts() {}

  /** Sends bytes that many answers may share. The length must be in the header. */
  static void send(Buffer bytes, HttpServerResponse response) {
    sendFrom(0, bytes, response);
  }

  private static void sendFrom(int start, Buffer bytes, HttpServerResponse response) {
    int next = start;
    while (next < bytes.length() && !response.writeQueueFull()) {
      int end = Math.min(bytes.length(), next + PART_BYTES);
      response.write(bytes.slice(next, end));
      next = end;
    }
    int rest = next;
    if (rest == bytes.length()) {
      response.end();
    } else {
      response.drainHandler(drained -> sendFrom(rest, bytes, response));
    }
  }
}
