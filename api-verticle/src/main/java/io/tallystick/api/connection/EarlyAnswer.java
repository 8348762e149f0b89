package io.tallystick.api.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;

/** An answer to what is no whole request, so that no router can give it. It ends the connection. */
// If a connection cannot be closed or written to, it is closed already.
@SuppressWarnings("FutureReturnValueIgnored")
final class EarlyAnswer {

  /** RFC 9110, section 15.5.9. */
  static final EarlyAnswer TIMEOUT =
      new EarlyAnswer("408 Request Timeout", "The request did not arrive in time.");

  /** RFC 6585, section 5. */
  static final EarlyAnswer TOO_MANY_LINES =
      new EarlyAnswer(
          "431 Request Header Fields Too Large",
          "The request has too many lines; at most %d header fields are taken."
              .formatted(LinesInARow.MAX));

  private final String text;

  private EarlyAnswer(String status, String detail) {
    String body = "{\"detail\":\"" + detail + "\"}";
    this.text =
        """
        HTTP/1.1 %s\r
        Connection: close\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        %s"""
            .formatted(status, body.length(), body);
  }

  /** Answers, if the connection speaks HTTP/1.1 or nothing yet, and closes it. */
  void send(ChannelHandlerContext ctx) {
    if (ctx.pipeline().get(Http2ConnectionHandler.class) != null) {
      ctx.close();
      return;
    }
    ByteBuf answer = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    ChannelPromise sent = ctx.channel().newPromise();
    sent.addListener(ChannelFutureListener.CLOSE);
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls == null) {
      ctx.writeAndFlush(answer, sent);
      return;
    }
    // Not from the end of the pipeline: the encoder there takes messages of HTTP only.
    ChannelHandlerContext atTls = ctx.pipeline().context(tls);
    try {
      tls.write(atTls, answer, sent);
      tls.flush(atTls);
    } catch (Exception e) {
      ctx.close();
    }
  }
}
