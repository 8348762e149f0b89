package io.tallystick.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import io.tallystick.config.value.DatabaseUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The PostgreSQL server that all tests of a JVM share. Each test makes a database of its own.
 *
 * <p>The server runs in a container if an engine answers and has the image, or can get it.
 * Otherwise it runs from embedded binaries. {@code -Dtest.postgres=container} and {@code
 * -Dtest.postgres=embedded} force one of them. Both have the same major version, and both flush to
 * disk. {@code -Dtest.postgres=postgresql://…} names a server that runs already, such as one of
 * another version; its role must be a superuser.
 */
public final class TestPostgres {

  private static final Logger LOG = LoggerFactory.getLogger(TestPostgres.class);
  private static final String PROPERTY = "test.postgres";
  private static final String IMAGE = "postgres";
  private static final String TAG = "18";
  private static final AtomicInteger DATABASES = new AtomicInteger();

  /** The server is stopped with the JVM: by Testcontainers' reaper, or by a shutdown hook. */
  private static final class Server {
    static final TestPostgres SHARED = start();
  }

  private final String host;
  private final int port;
  private final String user;
  private final String password;

  private TestPostgres(String host, int port, String user, String password) {
    this.host = host;
    this.port = port;
    this.user = user;
    this.password = password;
  }

  /** The server of this JVM, started by the first who asks. */
  public static TestPostgres shared() {
    return Server.SHARED;
  }

  /** Makes an empty database and returns its {@code postgresql://} URL. */
  public String newDatabase() {
    String name = "test_" + DATABASES.incrementAndGet() + "_" + ProcessHandle.current().pid();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/postgres".formatted(host, port), user, password);
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create a database", e);
    }
    return url(name, port);
  }

  /** The URL of one of its databases as seen through another port of this machine. */
  public static String throughPort(String url, int port) {
    return url.replaceFirst("@[^/]*/", "@127.0.0.1:" + port + "/");
  }

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  private String url(String database, int atPort) {
    return "postgresql://%s:%s@%s:%d/%s?sslmode=disable"
        .formatted(user, password, host, atPort, database);
  }

  private static TestPostgres start() {
    String wanted = System.getProperty(PROPERTY, "");
    return switch (wanted) {
      case "" -> inContainerOrEmbedded();
      case "container" -> {
        requireImage(engine());
        yield inContainer();
      }
      case "embedded" -> embedded("as " + PROPERTY + " says");
      default -> {
        if (wanted.startsWith("postgresql://")) {
          yield running(DatabaseUrl.parse(wanted));
        }
        throw new IllegalArgumentException(
            "%s is '%s'; allowed are container, embedded, and the URL of a server"
                .formatted(PROPERTY, wanted));
      }
    };
  }

  private static TestPostgres running(DatabaseUrl server) {
    say("on " + server);
    return new TestPostgres(server.host(), server.port(), server.user(), server.password());
  }

  private static TestPostgres inContainerOrEmbedded() {
    DockerClient engine;
    try {
      engine = engine();
    } catch (IllegalStateException e) {
      return embedded("since no container engine answers");
    }
    try {
      requireImage(engine);
      return inContainer();
    } catch (RuntimeException e) {
      LOG.warn("The container engine answers, but runs no {}:{}", IMAGE, TAG, e);
      return embedded(
          "since the container engine does not give %s:%s (%s)".formatted(IMAGE, TAG, reason(e)));
    }
  }

  /** Fails if none answers. Testcontainers' own client would begin with a container of its own. */
  private static DockerClient engine() {
    return DockerClientProviderStrategy.getClientForConfig(
        DockerClientFactory.instance().getTransportConfig());
  }

  /** The first line of what an engine says; some add a page of HTML. */
  private static String reason(Throwable cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  /** Fails at once if the engine has no image and cannot get it; Testcontainers would try on. */
  private static void requireImage(DockerClient engine) {
    try {
      engine.inspectImageCmd(IMAGE + ":" + TAG).exec();
    } catch (NotFoundException absent) {
      pull(engine);
    }
  }

  private static void pull(DockerClient engine) {
    try {
      boolean pulled =
          engine.pullImageCmd(IMAGE).withTag(TAG).start().awaitCompletion(5, TimeUnit.MINUTES);
      if (!pulled) {
        throw new IllegalStateException("the image did not come within five minutes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void say(String where) {
    System.out.println("Tests run on PostgreSQL " + where);
  }

  @SuppressWarnings("resource") // It lives as long as the JVM.
  private static TestPostgres inContainer() {
    PostgreSQLContainer container =
        new PostgreSQLContainer(IMAGE + ":" + TAG)
            .withCommand("postgres", "-c", "fsync=on", "-c", "max_connections=300");
    container.start();
    say("in a container, %s:%s".formatted(IMAGE, TAG));
    return new TestPostgres(
        container.getHost(),
        container.getFirstMappedPort(),
        container.getUsername(),
        container.getPassword());
  }

  @SuppressWarnings("resource") // It lives as long as the JVM.
  private static TestPostgres embedded(String why) {
    say("from embedded binaries, " + why);
    try {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setPort(FreePorts.take(1).get(0))
              .setPGStartupWait(Eventually.LIMIT)
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("unix_socket_directories", "")
              .start();
      return new TestPostgres("127.0.0.1", server.getPort(), "postgres", "postgres");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
