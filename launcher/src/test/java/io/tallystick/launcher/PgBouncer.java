package io.tallystick.launcher;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.testing.Eventually;
import io.tallystick.testing.FreePorts;
import io.tallystick.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The program PgBouncer in front of a database, with no other options than its pool mode. */
final class PgBouncer implements AutoCloseable {

  // Debian has it where only root looks for programs.
  private static final List<String> PROGRAMS = List.of("pgbouncer", "/usr/sbin/pgbouncer");
  private static final String CONFIGURATION =
      """
      [databases]
      * = host=%s port=%d
      [pgbouncer]
      listen_addr = 127.0.0.1
      listen_port = %d
      unix_socket_dir =
      auth_type = scram-sha-256
      auth_file = %s
      pool_mode = %s
      """;
  // It refuses to run as root.
  private static final String AS_NOBODY = "user = nobody\n";

  private final Path directory;
  private final int port = FreePorts.take(1).get(0);
  private final String databaseUrl;
  private @Nullable Process process;

  private PgBouncer(Path directory, String databaseUrl) {
    this.directory = directory;
    this.databaseUrl = databaseUrl;
  }

  /** Starts one in a directory of its own, and waits until it listens. */
  static PgBouncer start(Path directory, String poolMode, String databaseUrl) throws IOException {
    Files.createDirectory(directory);
    PgBouncer pooler = new PgBouncer(directory, databaseUrl);
    pooler.configure(poolMode);
    pooler.start();
    return pooler;
  }

  /** The program; empty if it is not installed. */
  static Optional<String> program() {
    return PROGRAMS.stream().filter(name -> Commands.tryRun(name + " --version")).findFirst();
  }

  private void configure(String poolMode) throws IOException {
    DatabaseUrl url = DatabaseUrl.parse(databaseUrl);
    Path users = directory.resolve("users.txt");
    Files.writeString(users, "\"%s\" \"%s\"%n".formatted(url.user(), url.password()));
    String configuration =
        CONFIGURATION.formatted(url.host(), url.port(), port, users, poolMode)
            + (isRoot() ? AS_NOBODY : "");
    Files.writeString(directory.resolve("pgbouncer.ini"), configuration);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Starts it on the port that it had. */
  void start() throws IOException {
    process =
        new ProcessBuilder(program().orElseThrow(), directory.resolve("pgbouncer.ini").toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("pgbouncer.log").toFile()))
            .start();
    Eventually.await().ignoreExceptions().until(this::isListening);
  }

  private boolean isListening() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    }
  }

  /** Ends it, and with it all sessions. */
  void stop() {
    if (process != null) {
      process.destroy();
      process.onExit().join();
    }
  }

  /** The database through it. */
  String url() {
    return TestPostgres.throughPort(databaseUrl, port);
  }

  @Override
  public void close() {
    stop();
  }
}
