package io.tallystick.api.tls;

import io.tallystick.config.ApiSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;
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
  private static final long LOOK_MILLIS = TimeUnit.SECONDS.toMillis(1);

  private final Vertx vertx;
  private final ApiSettings.Tls settings;
  private @Nullable TlsFiles current;
  private @Nullable String complaint;

  /** Creates TLS that is not read yet. */
  public RenewedTls(Vertx vertx, ApiSettings.Tls settings) {
    this.vertx = vertx;
    this.settings = settings;
  }

  /**
   * Options of a server with TLS. The future fails if the files cannot be used; the message is for
   * the operator.
   */
  public Future<HttpServerOptions> applyTo(HttpServerOptions options) {
    return TlsFiles.read(vertx, settings)
        .map(
            files -> {
              current = files;
              files.applyTo(options, settings);
              return options;
            });
  }

  /** Renews the certificate of a server from now on, as long as this context lives. */
  public void watch(HttpServer server) {
    vertx.setTimer(LOOK_MILLIS, timer -> renew(server).onComplete(renewed -> watch(server)));
  }

  private Future<?> renew(HttpServer server) {
    return TlsFiles.read(vertx, settings)
        .compose(
            files ->
                files.equals(current)
                    ? Future.succeededFuture()
                    : server
                        .updateSSLOptions(files.options(settings))
                        .onSuccess(
                            updated -> {
                              current = files;
                              LOG.info("TLS has the certificate that is now in the files");
                            }))
        .onSuccess(done -> complaint = null)
        .onFailure(cause -> complain(String.valueOf(cause.getMessage())));
  }

  private void complain(String message) {
    if (!message.equals(complaint)) {
      complaint = message;
      LOG.warn("TLS keeps its certificate: {}", message);
    }
  }
}
