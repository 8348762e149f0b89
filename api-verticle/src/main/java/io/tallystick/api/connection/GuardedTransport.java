package io.tallystick.api.connection;

import io.netty.bootstrap.ServerBootstrap;
import io.tallystick.config.ApiSettings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.transport.Transport;

/**
 * The transport of a Vert.x whose HTTP servers take only as many connections as the limits allow,
 * and watch each of them. The transport is the one place where Vert.x hands out a server socket
 * before it accepts a connection: later, a connection that never sends a byte would not be seen.
 */
public final class GuardedTransport implements Transport {

  private final Guarding guarding;

  /**
   * Creates a transport.
   *
   * @param settings the time in which a request must arrive
   */
  public GuardedTransport(ConnectionLimits limits, ApiSettings settings) {
    this.guarding = new Guarding(new AcceptHandler(limits, settings.requestTimeout()));
  }

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public boolean available() {
    return guarding.isAvailable();
  }

  @Override
  public Throwable unavailabilityCause() {
    return guarding.unavailabilityCause();
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    return guarding;
  }

  private static final class Guarding extends NioTransport {

    private final AcceptHandler acceptHandler;

    Guarding(AcceptHandler acceptHandler) {
      this.acceptHandler = acceptHandler;
    }

    @Override
    public void configure(
        NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
      super.configure(options, domainSocket, bootstrap);
      if (options instanceof HttpServerOptions) {
        bootstrap.handler(acceptHandler);
      }
    }
  }
}
