package io.tallystick.launcher.node;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.api.ApiVerticle;
import io.tallystick.api.connection.ConnectionLimits;
import io.tallystick.api.connection.ConnectionMeters;
import io.tallystick.api.connection.Descriptors;
import io.tallystick.api.connection.GuardedTransport;
import io.tallystick.api.idempotency.ServerKeys;
import io.tallystick.audit.AuditVerticle;
import io.tallystick.config.Settings;
import io.tallystick.config.SettingsLoader;
import io.tallystick.config.value.Role;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.MessageCodecs;
import io.tallystick.eventlog.file.FileFault;
import io.tallystick.eventlog.file.OwnerOnly;
import io.tallystick.launcher.logging.LogQueue;
import io.tallystick.launcher.postgres.EmbeddedPostgres;
import io.tallystick.launcher.postgres.StartException;
import io.tallystick.store.StoreVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running node: its verticles, its cluster, and its meters. */
public final class Node {

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final long START_SECONDS = 120;
  // By measurement, twice as many, which is the default of Vert.x, are slower.
  private static final int EVENT_LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final Settings settings;
  private final Vertx vertx;
  private final Bus bus;
  private final List<ApiVerticle> apis = new CopyOnWriteArrayList<>();
  private final Shutdown shutdown;
  private final InstantSource clock;
  private final ServerKeys serverKeys;
  private final PrometheusMeterRegistry meters = ProcessMeters.create();

  private Node(
      Settings settings,
      Vertx vertx,
      boolean insecure,
      ServerKeys serverKeys,
      Shutdown shutdown,
      InstantSource clock) {
    this.settings = settings;
    this.serverKeys = serverKeys;
    this.vertx = vertx;
    this.shutdown = shutdown;
    this.clock = clock;
    MessageCodecs.register(vertx.eventBus());
    this.bus =
        settings.cluster().enabled()
            ? Bus.clustered(vertx, settings.nodeName(), insecure)
            : Bus.local(vertx);
    if (settings.cluster().enabled()) {
      ClusterMeters.register(meters, bus);
    }
    shutdown.add(bus);
  }

  /**
   * Starts all parts of the node, in order. They are stopped in reverse order when the JVM exits,
   * or if one of them cannot start.
   *
   * @throws StartException if a part cannot start; the message is for the operator
   */
  public static Node start(Settings settings, InstantSource clock) throws StartException {
    Shutdown shutdown = new Shutdown(settings);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  shutdown.run();
                  LogQueue.closeAll();
                },
                "stop"));
    try {
      passOverServiceLinks();
      warnOfOthers(settings.dataDirectory());
      ClusterTls clusterTls = clusterTls(settings, clock);
      ServerKeys serverKeys = serverKeys(settings);
      Settings complete = withDatabase(settings, shutdown);
      ConnectionLimits connections =
          new ConnectionLimits(settings.api(), Descriptors.max(), Runtime.getRuntime().maxMemory());
      Vertx vertx = vertx(settings, connections, clusterTls);
      shutdown.add(vertx);
      Node node = new Node(complete, vertx, clusterTls.insecure(), serverKeys, shutdown, clock);
      ConnectionMeters.register(node.meters, connections);
      node.deploy();
      return node;
    } catch (StartException | RuntimeException e) {
      shutdown.run();
      throw e;
    }
  }

  private static void passOverServiceLinks() {
    List<String> links = SettingsLoader.serviceLinks(System.getenv());
    if (!links.isEmpty()) {
      LOG.info(
          "These variables are no settings, since Kubernetes sets them for a service: {}. With"
              + " enableServiceLinks: false, it sets none",
          String.join(", ", links));
    }
  }

  /** What this release makes is for its owner only, but an earlier one or a person may have not. */
  private static void warnOfOthers(Path data) {
    try {
      List<String> open = OwnerOnly.openToOthers(data, 2);
      if (!open.isEmpty()) {
        LOG.warn(
            "Others than the owner may use {} files and directories in {}, such as {}. To end that:"
                + " chmod -R go= {}",
            open.size(),
            data,
            open.get(0),
            data);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("The modes of files in {} cannot be read: {}", data, e.getMessage());
    }
  }

  /** How the cluster is protected, before anything is started; without a cluster, not at all. */
  private static ClusterTls clusterTls(Settings settings, InstantSource clock)
      throws StartException {
    if (!settings.cluster().enabled()) {
      return ClusterTls.NONE;
    }
    ClusterTls tls = ClusterTls.of(settings.cluster(), clock.instant());
    if (tls.insecure()) {
      LOG.warn("{}", ClusterTls.WARNING);
    }
    return tls;
  }

  /** The keys of a node that serves HTTP; no other needs them. */
  private static ServerKeys serverKeys(Settings settings) throws StartException {
    try {
      return settings.roles().contains(Role.API)
          ? IdempotencyKeyFile.of(settings).open()
          : ServerKeys.NONE;
    } catch (FileSystemException e) {
      throw new StartException(
          "the server key in %s cannot be used: %s. Set data.dir to a directory that can be written"
              .formatted(settings.dataDirectory(), FileFault.describe(e)),
          e);
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Settings withDatabase(Settings settings, Shutdown shutdown) throws StartException {
    if (settings.store().url() != null || !settings.roles().contains(Role.STORE)) {
      return settings;
    }
    EmbeddedPostgres database =
        shutdown.startDatabase(settings.dataDirectory().resolve("postgres"));
    return settings.withDatabase(database.url());
  }

  /** Whether this node serves HTTP. */
  public boolean servesHttp() {
    return !apis.isEmpty();
  }

  /** The URL of the HTTP server. Call this only if {@link #servesHttp}. */
  public String address() {
    String host = settings.api().host();
    return "%s://%s:%d"
        .formatted(
            settings.api().tls().files() == null ? "http" : "https",
            host.contains(":") ? "[" + host + "]" : host,
            port());
  }

  private int port() {
    return apis.get(0).port();
  }

  private void deploy() throws StartException {
    // The store first, since the others send requests to it.
    await(
        deploy(Role.STORE, this::deployStore)
            .compose(store -> deploy(Role.AUDIT, this::deployAudit))
            .compose(audit -> deploy(Role.API, this::deployApi)));
  }

  private Future<?> deploy(Role role, Supplier<Future<?>> deployment) {
    return settings.roles().contains(role) ? deployment.get() : Future.succeededFuture();
  }

  private Future<?> deployStore() {
    StoreVerticle store =
        new StoreVerticle(
            settings.store(), settings.tokens(), settings.nodeName(), bus, clock, meters);
    return deployed(Role.STORE, vertx.deployVerticle(store));
  }

  private Future<?> deployAudit() {
    return deployed(
        Role.AUDIT,
        vertx
            .deployVerticle(
                new AuditVerticle(
                    settings.audit(),
                    settings.nodeName(),
                    bus,
                    clock,
                    meters,
                    shutdown.budget().eventLog()))
            .recover(this::eventLogFault));
  }

  private <T> Future<T> eventLogFault(Throwable cause) {
    return Future.failedFuture(
        cause instanceof FileSystemException fault
            ? new IOException(
                "the event log in %s cannot be used: %s. Set data.dir to a directory that can be written"
                    .formatted(settings.audit().directory(), FileFault.describe(fault)),
                fault)
            : cause);
  }

  private Future<?> deployApi() {
    DeploymentOptions options = new DeploymentOptions().setInstances(settings.api().instances());
    return deployed(
        Role.API,
        vertx.deployVerticle(
            () -> {
              ApiVerticle api =
                  new ApiVerticle(
                      settings.api(),
                      settings.tokens(),
                      settings.nodeName(),
                      bus,
                      clock,
                      meters,
                      shutdown.budget().requests(),
                      serverKeys);
              apis.add(api);
              return api;
            },
            options));
  }

  private Future<?> deployed(Role role, Future<String> deployment) {
    return deployment.onSuccess(id -> shutdown.add(role, id));
  }

  /**
   * Stops HTTP, the event log, the store and the database, in this order. It blocks until that is
   * done. Further calls do nothing.
   */
  public void stop() {
    shutdown.run();
  }

  /** Waits for a part of a start. The exception has the first line of its message. */
  static <T> T await(Future<T> future) throws StartException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      LOG.debug("Start failed", cause);
      // Some libraries append a long report to the message.
      throw new StartException(
          String.valueOf(cause.getMessage()).strip().lines().findFirst().orElse(""), cause);
    } catch (TimeoutException e) {
      throw new StartException("it took more than " + START_SECONDS + " seconds", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("it was interrupted", e);
    }
  }

  private static Vertx vertx(Settings settings, ConnectionLimits connections, ClusterTls clusterTls)
      throws StartException {
    // No file is served, so Vert.x need not unpack files from the jar.
    FileSystemOptions noFiles =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(EVENT_LOOPS)
            .setFileSystemOptions(noFiles)
            .setAddressResolverOptions(DnsCache.limited(settings.dnsCache()));
    VertxBuilder builder =
        Vertx.builder()
            .with(options)
            .withTransport(new GuardedTransport(connections, settings.api()));
    return settings.cluster().enabled()
        ? await(Cluster.join(builder, options, settings.cluster(), clusterTls))
        : builder.build();
  }
}
