package io.tallystick.bench;

import io.tallystick.bench.load.Load;
import io.tallystick.bench.load.LoadDriver;
import io.tallystick.bench.load.LoadResult;
import io.tallystick.bench.load.Measurement;
import io.tallystick.bench.load.Workload;
import io.tallystick.bench.load.Workload.Kind;
import io.tallystick.bench.micro.AllocatedBytes;
import io.tallystick.bench.peer.PeerServer;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.testing.Jdbc;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The database, the servers and the load driver of a benchmark, and how they are measured. */
final class Stage implements AutoCloseable {

  // Several runs, so that the code that opens and closes connections is compiled too.
  private static final int WARM_UPS = 6;
  private static final long WARM_UP_MILLIS = 10_000;

  private final Path directory;
  private final Path serviceJar;
  private final Map<String, Path> directories = new HashMap<>();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  Stage(Path directory, Path serviceJar) throws IOException {
    this.directory = Files.createDirectories(directory).toAbsolutePath();
    this.serviceJar = serviceJar.toAbsolutePath();
    if (!Files.exists(serviceJar)) {
      throw new IOException("there is no " + serviceJar + "; run ./mvnw package first");
    }
  }

  Vertx vertx() {
    return vertx;
  }

  /** Starts the service as the README does, with further JVM options or settings. */
  Target service(String url, String... options) throws IOException {
    List<String> java = new ArrayList<>();
    java.add("-XX:SharedArchiveFile=" + serviceJar.resolveSibling("tallystick.jsa"));
    java.addAll(List.of(options));
    java.addAll(List.of("-jar", serviceJar.toString()));
    return Target.start(directoryOf(url), java, url, List.of());
  }

  /** Issues a token beside a service, as an operator's first one is. */
  String token(String url, String identity) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "java", "-jar", serviceJar.toString(), "token", "issue", "--identity=" + identity)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("TALLYSTICK_STORE_URL", url);
    Process command = builder.start();
    return new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /** Starts the HTTP verticle with another store. */
  Target peer(String store, String url, String... options) throws IOException {
    List<String> java = new ArrayList<>(List.of(options));
    java.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return Target.start(directoryOf(url), java, url, List.of(PeerServer.class.getName(), store));
  }

  /** Creates an empty database and returns its URL. */
  String database() {
    return TestPostgres.shared().newDatabase();
  }

  /** Creates a database in which a service has created the schema, and returns its URL. */
  String databaseWithSchema() throws IOException {
    String url = database();
    service(url).close();
    return url;
  }

  /** Checks that all parts of a service work. Otherwise, a measurement would miss some work. */
  void checkHealth(Target target) throws IOException {
    HttpClientOptions trusting = new HttpClientOptions().setTrustAll(true).setVerifyHost(false);
    HttpClient client = vertx.createHttpClient(trusting);
    RequestOptions health =
        new RequestOptions().setAbsoluteURI(target.uri().resolve("/health").toString());
    String body =
        onLoop(
            () ->
                client
                    .request(health)
                    .compose(HttpClientRequest::send)
                    .compose(HttpClientResponse::body)
                    .map(Buffer::toString)
                    .eventually(client::close));
    if (!body.contains("\"status\":\"ok\"") && !body.contains("\"audit\":\"no event log\"")) {
      throw new IOException("the service is not healthy: " + body);
    }
  }

  /** Loads a target until the compiler has done most of its work. */
  void warm(Target target, String url) throws IOException {
    for (int i = 0; i < WARM_UPS; i++) {
      measure("", target, url, new Workload(Kind.ISSUE), new Load("", 256, 0, 0, WARM_UP_MILLIS));
    }
  }

  /** Loads a target, and measures its responses and costs. */
  Measurement measure(String name, Target target, String url, Workload workload, Load load)
      throws IOException {
    long postmaster = postmaster(url);
    AllocatedBytes allocated = target.allocated();
    LoadDriver driver = new LoadDriver(vertx, target.uri(), workload, load.rate());
    // The warm-up is a separate run, so that only the measured time is counted.
    if (load.warmUpMillis() > 0) {
      onLoop(
          () ->
              new LoadDriver(vertx, target.uri(), workload, load.rate())
                  .run(load.connections(), 0, load.warmUpMillis()));
    }
    var bytes = allocated.byThread();
    double java = target.cpuSeconds();
    double driven = Target.cpuSeconds(ProcessHandle.current().pid());
    double postgres = Target.postgresCpuSeconds(postmaster);
    LoadResult result = onLoop(() -> driver.run(load.connections(), 0, load.millis()));
    double thousands = Math.max(1, result.answered()) / 1_000.0;
    return new Measurement(
        name,
        load.name(),
        load.connections(),
        result.rate(),
        result.millis(50),
        result.millis(99),
        result.millis(99.9),
        (target.cpuSeconds() - java) / thousands,
        (Target.postgresCpuSeconds(postmaster) - postgres) / thousands,
        (Target.cpuSeconds(ProcessHandle.current().pid()) - driven) / thousands,
        allocated.since(bytes) / Math.max(1, result.answered()),
        target.residentMegabytes(),
        result.refused() / result.seconds(),
        result.failed());
  }

  /** Runs a load on the driver's event loop, and waits until it ends. */
  <T> T onLoop(java.util.function.Supplier<Future<T>> load) throws IOException {
    Context context = vertx.getOrCreateContext();
    io.vertx.core.Promise<T> promise = io.vertx.core.Promise.promise();
    context.runOnContext(run -> load.get().onComplete(promise));
    try {
      return promise.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.MINUTES);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the load ended early", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static Connection connect(String url) throws SQLException {
    return Jdbc.connect(DatabaseUrl.parse(url));
  }

  /** Runs a statement on a database. */
  void execute(String url, String sql) throws IOException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  /** The number that a query returns. */
  long number(String url, String sql) throws IOException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private long postmaster(String url) throws IOException {
    // The parent of this connection's process, which exists only as long as the connection. If the
    // server is in a container, its process ids differ from those of this system, and its CPU time
    // counts as 0.
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select pg_backend_pid()")) {
      result.next();
      return ProcessHandle.of(result.getLong(1))
          .flatMap(ProcessHandle::parent)
          .map(ProcessHandle::pid)
          .orElse(0L);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  /**
   * The data directory of all servers of a database, since an event log belongs to one database.
   */
  private Path directoryOf(String url) throws IOException {
    Path known = directories.get(url);
    if (known == null) {
      known = Files.createTempDirectory(directory, "server-");
      directories.put(url, known);
    }
    return known;
  }

  /** Deletes the servers' files, which may take many gigabytes. The servers must have ended. */
  @Override
  public void close() {
    directories
        .values()
        .forEach(made -> vertx.fileSystem().deleteRecursiveBlocking(made.toString()));
    vertx.close();
  }
}
