package io.tallystick.api.connection;

import inet.ipaddr.IPAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.tallystick.config.value.Networks;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Sees each connection when it is accepted: closes it if there are too many, or has it watched. */
@Sharable
final class AcceptHandler extends ChannelInboundHandlerAdapter {

  private final ConnectionLimits limits;
  private final Duration requestTimeout;

  AcceptHandler(ConnectionLimits limits, Duration requestTimeout) {
    this.limits = limits;
    this.requestTimeout = requestTimeout;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Channel connection = (Channel) message;
    if (!(connection.remoteAddress() instanceof InetSocketAddress address)) {
      // It is closed again already.
      connection.unsafe().closeForcibly();
      return;
    }
    IPAddress peer = Networks.address(address.getAddress().getHostAddress());
    if (!limits.take(peer)) {
      connection.unsafe().closeForcibly();
      return;
    }
    connection.closeFuture().addListener(closed -> limits.release(peer));
    // Each connection of a proxy may be of another caller.
    String caller = limits.isProxy(peer) ? connection.id().asLongText() : peer.toString();
    connection.pipeline().addLast(new ConnectionGuard(caller, requestTimeout, limits.streams()));
    ctx.fireChannelRead(message);
  }
}
