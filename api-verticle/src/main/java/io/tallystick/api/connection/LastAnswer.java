package io.tallystick.api.connection;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/** An answer after which the connection is closed. */
public final class LastAnswer {

  private static final long GRACE_SECONDS = 1;
  // RFC 9113, section 8.1: the server has answered, and does not want the rest of the request.
  private static final long NO_ERROR = 0;

  private LastAnswer() {}

  /**
   * Closes the connection when this request is answered: at once with HTTP/1, and with HTTP/2 when
   * the other requests of the connection are answered too, or a second later.
   */
  public static void to(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    HttpConnection connection = request.connection();
    if (request.version() == HttpVersion.HTTP_2) {
      response.bodyEndHandler(
          ended -> {
            if (!request.isEnded()) {
              response.reset(NO_ERROR);
            }
            connection.shutdown(GRACE_SECONDS, TimeUnit.SECONDS);
          });
    } else {
      response.putHeader("Connection", "close").bodyEndHandler(ended -> connection.close());
    }
  }
}
