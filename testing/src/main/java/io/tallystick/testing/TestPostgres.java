package io.tallystick.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * One PostgreSQL server for all tests of a JVM, with a fresh database for whoever asks: in a
 * container where a Docker engine answers, else from embedded binaries. Both are of the same major
 * release, and both flush to disk.
 */
public final class TestPostgres {

  private static final Logger LOG = LoggerFactory.getLogger(TestPostgres.class);
  private static final String IMAGE = "postgres:18";
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
    if (DockerClientFactory.instance().isDockerAvailable()) {
      LOG.info("Tests run on PostgreSQL in a container ({})", IMAGE);
      return inContainer();
    }
    LOG.info("Tests run on embedded PostgreSQL, for no Docker engine answers");
    return embedded();
  }

  @SuppressWarnings("resource") // It lives as long as the JVM.
  private static TestPostgres inContainer() {
    PostgreSQLContainer container =
        new PostgreSQLContainer(IMAGE)
            .withCommand("postgres", "-c", "fsync=on", "-c", "max_connections=300");
    container.start();
    return new TestPostgres(
        container.getHost(),
        container.getFirstMappedPort(),
        container.getUsername(),
        container.getPassword());
  }

  @SuppressWarnings("resource") // It lives as long as the JVM.
  private static TestPostgres embedded() {
    try {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
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
