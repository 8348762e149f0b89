package io.tallystick.api.tls;

import io.tallystick.config.value.ClientAuthentication;
import io.tallystick.config.value.TlsFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.shareddata.Shareable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS whose files may change while the server runs. New connections get what is in the files; open
 * ones go on. Files that do not fit together, as while they are being replaced, change nothing.
 *
 * <p>Lives on one event loop.
 */
public final class RenewedTls {

  private static final Logger LOG = LoggerFactory.getLogger(RenewedTls.class);
  private static final String RENEWED = "TLS has the certificate that is now in the files";
  private static final long LOOK_MILLIS = TimeUnit.SECONDS.toMillis(1);

  private final Vertx vertx;
  private final TlsFiles files;
  private final ClientAuthentication callers;
  private final InstantSource clock;
  private final Said said;
  private @Nullable PemFiles current;

  /** What was logged last. The event loops of a node find the same, and say it once. */
  private record Said(AtomicReference<@Nullable String> message) implements Shareable {

    /** Whether this is new. */
    boolean isNew(String next) {
      return !next.equals(message.getAndSet(next));
    }
  }

  /**
   * Creates TLS that is not read yet.
   *
   * @param callers whether callers show certificates
   * @param clock tells whether certificates have expired
   */
  public RenewedTls(
      Vertx vertx, TlsFiles files, ClientAuthentication callers, InstantSource clock) {
    this.vertx = vertx;
    this.files = files;
    this.callers = callers;
    this.clock = clock;
    this.said =
        vertx
            .sharedData()
            .<String, Said>getLocalMap(RenewedTls.class.getName())
            .computeIfAbsent("said", absent -> new Said(new AtomicReference<>()));
  }

  /**
   * Options of a server with TLS. The future fails with an {@link IOException} if the files cannot
   * be used; its message is for the operator.
   */
  public Future<HttpServerOptions> applyTo(HttpServerOptions server) {
    return read()
        .map(
            pem -> {
              current = pem;
              ServerSSLOptions options = options(pem);
              return server
                  .setSsl(true)
                  .setUseAlpn(true)
                  .setKeyCertOptions(options.getKeyCertOptions())
                  .setTrustOptions(options.getTrustOptions())
                  .setEnabledSecureTransportProtocols(options.getEnabledSecureTransportProtocols())
                  .setClientAuth(options.getClientAuth());
            });
  }

  /** Renews the certificate of a server from now on, as long as this context lives. */
  public void watch(HttpServer server) {
    vertx.setTimer(LOOK_MILLIS, timer -> renew(server).onComplete(renewed -> watch(server)));
  }

  private Future<?> renew(HttpServer server) {
    return read()
        .compose(
            pem -> {
              if (pem.equals(current)) {
                said.message().set(null);
                return Future.succeededFuture();
              }
              return server
                  .updateSSLOptions(options(pem))
                  .onSuccess(
                      updated -> {
                        current = pem;
                        if (said.isNew(RENEWED)) {
                          LOG.info(RENEWED);
                        }
                      });
            })
        .onFailure(cause -> complain(String.valueOf(cause.getMessage())));
  }

  private Future<PemFiles> read() {
    return vertx.executeBlocking(() -> PemFiles.read(files, clock.instant()));
  }

  /** Both versions of TLS that are not broken are offered. */
  private ServerSSLOptions options(PemFiles pem) {
    ServerSSLOptions options = new ServerSSLOptions();
    options
        .setKeyCertOptions(pem.keyPair())
        .setUseAlpn(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
    options.setApplicationLayerProtocols(List.of("h2", "http/1.1"));
    options.setClientAuth(
        switch (callers) {
          case NONE -> ClientAuth.NONE;
          case OPTIONAL -> ClientAuth.REQUEST;
          case REQUIRED -> ClientAuth.REQUIRED;
        });
    options.setTrustOptions(pem.trust());
    return options;
  }

  private void complain(String message) {
    if (said.isNew(message)) {
      LOG.warn("TLS keeps its certificate: {}", message);
    }
  }
}
