package io.tallystick.api.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches the bytes of one connection, whatever they mean. It closes the connection
 *
 * <ul>
 *   <li>if the head of a request has begun, and has not arrived in time (RFC 9110, section 15.5.9).
 *       On a connection of HTTP/2, frames that belong to no request do not count at once, but they
 *       do not keep it open for ever either;
 *   <li>if the peer sends, but does not read, and too many bytes wait for it, or they wait too
 *       long;
 *   <li>if too many lines of HTTP/1 arrive in a row (RFC 6585, section 5);
 *   <li>if all connections together have too many streams of HTTP/2, and this one the most.
 * </ul>
 *
 * <p>Lives on the event loop of its connection.
 */
// If a connection cannot be closed or written to, it is closed already.
@SuppressWarnings("FutureReturnValueIgnored")
final class ConnectionGuard extends ChannelInboundHandlerAdapter {

  /** Answers are short, or are sent in parts; more than this waits only if nobody reads. */
  private static final long MAX_UNSENT_BYTES = 1 << 20;

  private static final Duration HTTP2_IDLE = Duration.ofSeconds(75);
  private static final AttributeKey<ConnectionGuard> KEY =
      AttributeKey.valueOf(ConnectionGuard.class, "guard");
  // What the preface of HTTP/2 begins with (RFC 9113, section 3.4).
  private static final ByteBuf HTTP2 =
      Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("PRI ", StandardCharsets.US_ASCII));

  private final String peer;
  private final Duration timeout;
  private final StreamLimit streamLimit;
  private int requests;
  // Null if the connection does not speak HTTP/2, as far as is known. The node's limit reads it
  // too.
  private volatile @Nullable Http2ConnectionHandler http2;
  private @Nullable ChannelHandlerContext context;
  private boolean sawBytes;
  private boolean isTls;
  private boolean isRefused;
  private boolean speaksHttp2;
  private @Nullable LinesInARow lines;
  // Whether bytes came that belong to no request yet, and since when.
  private boolean isWaiting;
  private long waitingSince;
  private boolean isScheduled;
  private boolean isStalled;
  private long stalledSince;

  /**
   * Creates a guard.
   *
   * @param peer stands for all connections of one caller
   * @param timeout how long a request may take to arrive, and an answer to be taken
   */
  ConnectionGuard(String peer, Duration timeout, StreamLimit streamLimit) {
    this.peer = peer;
    this.timeout = timeout;
    this.streamLimit = streamLimit;
  }

  /** The guard of a connection; null if its Vert.x has another transport than ours. */
  static @Nullable ConnectionGuard of(HttpConnection connection) {
    return connection instanceof ConnectionBase base ? base.channel().attr(KEY).get() : null;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    ctx.channel().attr(KEY).set(this);
  }

  /** The head of a request has arrived. */
  void requestBegun(boolean isHttp2) {
    requests++;
    isWaiting = false;
    if (isHttp2) {
      if (http2 == null && context != null) {
        http2 = context.pipeline().get(Http2ConnectionHandler.class);
      }
      streamLimit.begun(this);
    }
  }

  /** Stands for all connections of one caller. */
  String peer() {
    return peer;
  }

  /** The number of open streams of HTTP/2. Another thread than the connection's may ask. */
  int openStreams() {
    Http2ConnectionHandler known = http2;
    return known == null ? 0 : known.connection().numActiveStreams();
  }

  /** Closes the connection at once. Another thread than the connection's may ask. */
  void cut() {
    if (context != null) {
      context.close();
    }
  }

  /** A request is answered, or its connection or stream is gone. */
  void requestEnded() {
    requests--;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (ctx.channel().bytesBeforeWritable() > MAX_UNSENT_BYTES) {
      ReferenceCountUtil.release(message);
      ctx.close();
      return;
    }
    if (isTls(ctx) || admits(ctx, message)) {
      ctx.fireChannelRead(message);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  /** With TLS, what counts comes out of its handler. A handshake has its own timeout. */
  private boolean isTls(ChannelHandlerContext ctx) {
    if (!sawBytes) {
      sawBytes = true;
      ChannelHandlerContext tls = ctx.pipeline().context(SslHandler.class);
      if (tls != null) {
        isTls = true;
        ctx.pipeline().addAfter(tls.name(), null, new Decrypted(ctx));
      }
    }
    return isTls;
  }

  private final class Decrypted extends ChannelInboundHandlerAdapter {

    private final ChannelHandlerContext guard;

    Decrypted(ChannelHandlerContext guard) {
      this.guard = guard;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (admits(guard, message)) {
        ctx.fireChannelRead(message);
      } else {
        ReferenceCountUtil.release(message);
      }
    }
  }

  /** Looks at what has arrived. If it returns false, nobody else may. */
  private boolean admits(ChannelHandlerContext ctx, Object message) {
    if (isRefused) {
      return false;
    }
    if (message instanceof ByteBuf bytes && hasTooManyLines(ctx, bytes)) {
      isRefused = true;
      if (requests == 0) {
        EarlyAnswer.TOO_MANY_LINES.send(ctx);
      } else {
        ctx.close();
      }
      return false;
    }
    arrived(ctx);
    return true;
  }

  private boolean hasTooManyLines(ChannelHandlerContext ctx, ByteBuf bytes) {
    if (lines == null) {
      lines = new LinesInARow();
      speaksHttp2 =
          ByteBufUtil.equals(
              bytes,
              bytes.readerIndex(),
              HTTP2,
              0,
              Math.min(HTTP2.readableBytes(), bytes.readableBytes()));
    }
    if (speaksHttp2 || !lines.exceedWith(bytes)) {
      return false;
    }
    // It may have begun with HTTP/1, and have been upgraded.
    speaksHttp2 = ctx.pipeline().get(Http2ConnectionHandler.class) != null;
    return !speaksHttp2;
  }

  private void arrived(ChannelHandlerContext ctx) {
    if (requests == 0 && !isWaiting) {
      isWaiting = true;
      waitingSince = System.nanoTime();
      schedule(ctx, timeout.toNanos());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    streamLimit.closed(this);
    ctx.fireChannelInactive();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    isStalled = !ctx.channel().isWritable();
    if (isStalled) {
      stalledSince = System.nanoTime();
      schedule(ctx, timeout.toNanos());
    }
    ctx.fireChannelWritabilityChanged();
  }

  private void schedule(ChannelHandlerContext ctx, long nanos) {
    if (!isScheduled) {
      isScheduled = true;
      ctx.executor().schedule(() -> look(ctx), nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void look(ChannelHandlerContext ctx) {
    isScheduled = false;
    if (!ctx.channel().isActive()) {
      return;
    }
    long now = System.nanoTime();
    long untilRequest =
        isWaiting
            ? waitingSince + (http2 == null ? timeout : HTTP2_IDLE).toNanos() - now
            : Long.MAX_VALUE;
    long untilRead = isStalled ? stalledSince + timeout.toNanos() - now : Long.MAX_VALUE;
    if (untilRead <= 0) {
      ctx.close();
    } else if (untilRequest <= 0) {
      EarlyAnswer.TIMEOUT.send(ctx);
    } else if (isWaiting || isStalled) {
      schedule(ctx, Math.min(untilRequest, untilRead));
    }
  }
}
