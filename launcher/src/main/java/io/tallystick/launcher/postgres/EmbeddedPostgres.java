package io.tallystick.launcher.postgres;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.config.value.DatabaseUrl.Server;
import io.tallystick.eventlog.file.DirectoryLock;
import io.tallystick.eventlog.file.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of this service's own: real binaries, every commit flushed to disk, on the
 * loopback interface, with a generated password, in a directory that is kept.
 *
 * <p>Started and stopped by {@code pg_ctl}, which takes the server out of the terminal's process
 * group: Ctrl-C reaches the service alone, which stops the server when it has done with it. (The
 * class of this name in the library that brings the binaries stops it as soon as the JVM begins to
 * stop, under the requests that are still on their way.)
 */
public final class EmbeddedPostgres {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String USER = "tallystick";
  private static final String LOOPBACK = "127.0.0.1";
  private static final String DATABASE = "postgres";
  private static final long WATCH_MILLIS = 200;

  private final Path directory;
  private final Path cluster;
  private final Path passwordFile;
  private final PostgresPrograms programs;
  // Held for as long as this process uses the directory.
  private final DirectoryLock lock;
  private int port;
  private volatile boolean stopping;

  private EmbeddedPostgres(Path directory, Path binaries, DirectoryLock lock) {
    this.directory = directory;
    this.cluster = directory.resolve("cluster");
    this.passwordFile = directory.resolve("password");
    this.programs = new PostgresPrograms(binaries, cluster, directory.resolve("pg_ctl.log"));
    this.lock = lock;
  }

  /** Starts the server of a directory, made where it is missing; blocks until it answers. */
  public static EmbeddedPostgres start(Path directory) throws StartException {
    try {
      byte[] programs = PostgresBinaries.archive();
      Path absolute = directory.toAbsolutePath();
      Files.createDirectories(absolute);
      EmbeddedPostgres postgres =
          new EmbeddedPostgres(
              absolute, PostgresBinaries.unpack(programs, absolute), lock(absolute));
      postgres.stopOrphan();
      postgres.create();
      postgres.port = freePort();
      postgres.start();
      postgres.watch();
      return postgres;
    } catch (IOException | UncheckedIOException e) {
      throw new StartException(
          "the embedded PostgreSQL in %s cannot be set up: %s".formatted(directory, e), e);
    }
  }

  /** The server that a running service has started in a directory. */
  public static DatabaseUrl runningIn(Path directory) throws StartException {
    try {
      // PostgreSQL's own file: the fourth line is the port.
      List<String> server = Files.readAllLines(directory.resolve("cluster/postmaster.pid"));
      return url(directory.resolve("password"), Integer.parseInt(server.get(3).strip()));
    } catch (IOException e) {
      throw new StartException("no store.url is named, and no PostgreSQL runs in " + directory, e);
    }
  }

  public DatabaseUrl url() {
    try {
      return url(passwordFile, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DatabaseUrl url(Path passwordFile, int port) throws IOException {
    String password = Files.readString(passwordFile).strip();
    return new DatabaseUrl(
        List.of(new Server(LOOPBACK, port)), DATABASE, USER, password, "disable", null);
  }

  /** Stops the server and lets go of the directory; blocks until that is done. */
  public void stop() {
    stop("fast");
  }

  /** The same, in one of PostgreSQL's shutdown modes: "immediate" is a crash. */
  public synchronized void stop(String mode) {
    stopping = true;
    try {
      programs.pgCtl("stop", "-m", mode, "-w", "-t", "20");
      lock.close();
    } catch (StartException | IOException e) {
      LOG.warn("The embedded PostgreSQL did not stop: {}", e.getMessage());
    }
  }

  private static DirectoryLock lock(Path directory) throws IOException, StartException {
    return DirectoryLock.tryTake(directory)
        .orElseThrow(
            () ->
                new StartException(
                    "another process uses the embedded PostgreSQL in "
                        + directory
                        + "; stop it, or name another data.dir or a store.url"));
  }

  /** A killed service leaves its server running; its own lock has shown that nobody uses it. */
  private void stopOrphan() throws IOException, StartException {
    if (!Files.exists(cluster.resolve("postmaster.pid"))) {
      return;
    }
    if (programs.tryPgCtl("status") != 0) {
      return;
    }
    LOG.info("Stopping the PostgreSQL that a killed service has left running");
    if (programs.tryPgCtl("stop", "-m", "fast", "-w", "-t", "3") != 0) {
      programs.pgCtl("stop", "-m", "immediate", "-w", "-t", "5");
    }
  }

  private void create() throws IOException, StartException {
    if (Files.exists(cluster.resolve("PG_VERSION"))) {
      return;
    }
    writePassword();
    // Made beside its place and then moved there, so that a kill leaves no half of one.
    Path unfinished = directory.resolve("cluster.unfinished");
    PostgresBinaries.delete(unfinished);
    programs.run(
        "initdb",
        "-D",
        unfinished.toString(),
        "-U",
        USER,
        "--pwfile=" + passwordFile,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-instructions");
    Files.move(unfinished, cluster);
  }

  private void writePassword() throws IOException {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    DurableFile.writeForOwner(
        passwordFile, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
  }

  private static int freePort() throws IOException {
    try (ServerSocket free =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return free.getLocalPort();
    }
  }

  private void start() throws IOException, StartException {
    String options =
        String.join(
            " -c ",
            "-c port=" + port,
            "listen_addresses=" + LOOPBACK,
            "unix_socket_directories=",
            "fsync=on",
            "full_page_writes=on",
            "synchronous_commit=on",
            "timezone=UTC",
            "log_min_error_statement=panic"); // Statements hold identities; they stay out of logs.
    // Crash recovery may have to read much.
    programs.pgCtl(
        "start", "-w", "-t", "90", "-l", directory.resolve("server.log").toString(), "-o", options);
    LOG.info("Embedded PostgreSQL runs on {}:{}, its data in {}", LOOPBACK, port, cluster);
  }

  /** A server that ends by itself, as a killed one does, is started again on its port. */
  private void watch() {
    Thread watcher = new Thread(this::keepRunning, "embedded PostgreSQL");
    watcher.setDaemon(true);
    watcher.start();
  }

  private void keepRunning() {
    try {
      ProcessHandle server = server().orElse(null);
      while (!stopping) {
        Thread.sleep(WATCH_MILLIS);
        if (server == null || !server.isAlive()) {
          startAgain();
          server = server().orElse(null);
        }
      }
    } catch (IOException | InterruptedException e) {
      LOG.error("The embedded PostgreSQL is not watched any more", e);
    }
  }

  private synchronized void startAgain() throws IOException {
    if (stopping) {
      return;
    }
    LOG.error("The embedded PostgreSQL has ended by itself, and is started again");
    try {
      start();
    } catch (StartException e) {
      // What is left of the old server may need another moment to end.
      LOG.warn("The next try follows: {}", e.getMessage());
    }
  }

  /** The server's process; empty while there is none. */
  public Optional<ProcessHandle> server() throws IOException {
    try {
      List<String> pidFile = Files.readAllLines(cluster.resolve("postmaster.pid"));
      return pidFile.isEmpty()
          ? Optional.empty()
          : ProcessHandle.of(Long.parseLong(pidFile.get(0).strip()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
