package io.tallystick.launcher.postgres;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.config.value.DatabaseUrl.Server;
import io.tallystick.eventlog.file.DirectoryLock;
import io.tallystick.eventlog.file.FileFault;
import io.tallystick.eventlog.file.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that the service starts and stops itself. It flushes each commit to disk,
 * listens only on the loopback interface, lets in only a plain role with a generated password, and
 * proves who it is with a certificate. Its data directory is kept.
 *
 * <p>{@code pg_ctl} starts the server outside the terminal's process group. So Ctrl-C reaches only
 * the service, which stops the server after the last request is answered. (The class with the same
 * name in the library of the binaries stops the server as soon as the JVM starts to shut down,
 * while requests are still running.)
 */
public final class EmbeddedPostgres {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  // Only pg_hba_local.conf lets the superuser log in.
  private static final String SUPERUSER = "tallystick";
  static final String LOOPBACK = "127.0.0.1";
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final String IMMEDIATE_SECONDS = "5";

  private final Path directory;
  private final Path cluster;
  private final ServiceRole role;
  private final ServerCertificate certificate;
  private final PostgresPrograms programs;
  // Held as long as this process uses the directory.
  private final DirectoryLock lock;
  private int port;
  private volatile boolean stopping;
  private boolean restarting;

  private EmbeddedPostgres(Path directory, Path binaries, DirectoryLock lock) {
    this.directory = directory;
    this.cluster = directory.resolve("cluster");
    this.programs = new PostgresPrograms(binaries, cluster, directory.resolve("pg_ctl.log"));
    this.role = new ServiceRole(directory, cluster, programs);
    this.certificate = new ServerCertificate(cluster, programs);
    this.lock = lock;
  }

  /**
   * Starts a server and blocks until it accepts connections. If that fails, no server is left, and
   * the directory is free.
   *
   * @param directory the directory of the data, the password and the logs; it is created if it is
   *     missing
   * @throws StartException if the server cannot start, or if another process uses the directory
   */
  public static EmbeddedPostgres start(Path directory) throws StartException {
    try {
      byte[] programs = PostgresBinaries.archive();
      Path absolute = directory.toAbsolutePath();
      OwnerOnly.createDirectories(absolute);
      DirectoryLock lock = lock(absolute);
      try {
        EmbeddedPostgres postgres =
            new EmbeddedPostgres(absolute, PostgresBinaries.unpack(programs, absolute), lock);
        postgres.startOrStop();
        return postgres;
      } catch (IOException | StartException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw cannotBeSetUp(directory, e);
    } catch (UncheckedIOException e) {
      throw cannotBeSetUp(directory, Objects.requireNonNull(e.getCause()));
    }
  }

  private static StartException cannotBeSetUp(Path directory, IOException e) {
    return new StartException(
        "the embedded PostgreSQL in %s cannot be set up: %s. Set data.dir to a directory that can"
                .formatted(directory, FileFault.describe(e))
            + " be written, or set store.url to use another PostgreSQL",
        e);
  }

  private void startOrStop() throws IOException, StartException {
    stopOrphan();
    create();
    role.prepare();
    certificate.prepare();
    port = LoopbackPort.choose();
    try {
      start();
      ServerWatch.start(this);
    } catch (IOException | StartException | RuntimeException e) {
      // It may have started, although pg_ctl says that it has not, or not in time.
      stop(STOP_LIMIT);
      throw e;
    }
  }

  /**
   * The URL of the server that another process has started in a directory.
   *
   * @throws StartException if no server runs there
   */
  public static DatabaseUrl runningIn(Path directory) throws StartException {
    String none = "store.url is not set, and no PostgreSQL runs in " + directory;
    try {
      PidFile server =
          PidFile.read(directory.resolve("cluster")).orElseThrow(() -> new StartException(none));
      return url(directory, server.port());
    } catch (IOException e) {
      throw new StartException(none + ": " + e.getMessage(), e);
    }
  }

  /** The URL of the running server, with its password. */
  public DatabaseUrl url() {
    try {
      return url(directory, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DatabaseUrl url(Path directory, int port) throws IOException {
    String password = Files.readString(ServiceRole.passwordFile(directory)).strip();
    return new DatabaseUrl(
        List.of(new Server(LOOPBACK, port)),
        ServiceRole.DATABASE,
        ServiceRole.NAME,
        password,
        "verify-full",
        ServerCertificate.file(directory.resolve("cluster")).toString());
  }

  /** Stops the server and unlocks the directory. It blocks until that is done. */
  public void stop() {
    stop(STOP_LIMIT);
  }

  /**
   * Stops the server and unlocks the directory. It blocks until that is done.
   *
   * @param limit the time for an orderly end, in whole seconds; after that, the server is stopped
   *     like in a crash, and recovers at its next start
   */
  public void stop(Duration limit) {
    stop("fast", Math.max(1, limit.toSeconds()));
  }

  /**
   * Stops the server and unlocks the directory. It blocks until that is done.
   *
   * @param mode the shutdown mode of {@code pg_ctl}, such as "fast"; "immediate" is like a crash
   */
  public void stop(String mode) {
    stop(mode, STOP_LIMIT.toSeconds());
  }

  private synchronized void stop(String mode, long seconds) {
    stopping = true;
    try {
      if (programs.tryPgCtl("stop", "-m", mode, "-w", "-t", Long.toString(seconds)) != 0
          && isRunning()) {
        LOG.warn(
            "The embedded PostgreSQL did not stop in {} s. It is stopped at once, and recovers at"
                + " its next start",
            seconds);
        programs.tryPgCtl("stop", "-m", "immediate", "-w", "-t", IMMEDIATE_SECONDS);
      }
    } catch (IOException e) {
      LOG.warn("The embedded PostgreSQL did not stop: {}", e.getMessage());
    }
    unlockIfStopped();
  }

  private void unlockIfStopped() {
    try {
      if (isRunning()) {
        LOG.warn("The embedded PostgreSQL still runs; its directory stays locked");
      } else {
        lock.close();
      }
    } catch (IOException e) {
      LOG.warn("It is not known whether the embedded PostgreSQL still runs: {}", e.getMessage());
    }
  }

  private boolean isRunning() throws IOException {
    return server().filter(ProcessHandle::isAlive).isPresent();
  }

  private static DirectoryLock lock(Path directory) throws IOException, StartException {
    return DirectoryLock.tryTake(directory)
        .orElseThrow(
            () ->
                new StartException(
                    "another process uses the embedded PostgreSQL in "
                        + directory
                        + "; stop it, or set another data.dir or a store.url"));
  }

  /** Stops the server of a killed service. The lock proves that no other process uses it. */
  private void stopOrphan() throws IOException, StartException {
    if (!Files.exists(cluster.resolve("postmaster.pid"))) {
      return;
    }
    if (programs.tryPgCtl("status") != 0) {
      return;
    }
    LOG.info("Stopping the PostgreSQL that a killed service left running");
    if (programs.tryPgCtl("stop", "-m", "fast", "-w", "-t", "3") != 0) {
      programs.pgCtl("stop", "-m", "immediate", "-w", "-t", IMMEDIATE_SECONDS);
    }
  }

  private void create() throws IOException, StartException {
    if (Files.exists(cluster.resolve("PG_VERSION"))) {
      return;
    }
    Path passwordFile = directory.resolve("password");
    ServiceRole.newPassword(passwordFile);
    // Created under another name and then moved, so that a kill leaves no incomplete cluster.
    Path unfinished = directory.resolve("cluster.unfinished");
    PostgresBinaries.delete(unfinished);
    programs.run(
        "initdb",
        "-D",
        unfinished.toString(),
        "-U",
        SUPERUSER,
        "--pwfile=" + passwordFile,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-instructions");
    Files.move(unfinished, cluster);
  }

  private void start() throws IOException, StartException {
    String options =
        String.join(
            " -c ",
            "-c port=" + port,
            "listen_addresses=" + LOOPBACK,
            "unix_socket_directories=",
            "ssl=on",
            "fsync=on",
            "full_page_writes=on",
            "synchronous_commit=on",
            "timezone=UTC",
            // Keeps statements, which contain identities, out of the log.
            "log_min_error_statement=panic");
    // Crash recovery may take long.
    programs.pgCtl(
        "start", "-w", "-t", "90", "-l", directory.resolve("server.log").toString(), "-o", options);
    LOG.info("Embedded PostgreSQL runs on {}:{} with its data in {}", LOOPBACK, port, cluster);
  }

  /** Whether the server is to end, or has ended. */
  boolean isStopping() {
    return stopping;
  }

  /** Starts the server again on the same port, unless it is to end. */
  synchronized void restart() throws IOException, StartException {
    if (stopping) {
      return;
    }
    if (!restarting) {
      LOG.error("The embedded PostgreSQL has ended unexpectedly; restarting it");
    }
    restarting = true;
    LoopbackPort.requireFree(port);
    start();
    restarting = false;
  }

  /**
   * The server's process; empty if there is none.
   *
   * @throws IOException if PostgreSQL's pid file cannot be read, or is not complete yet
   */
  public Optional<ProcessHandle> server() throws IOException {
    return PidFile.read(cluster).flatMap(file -> ProcessHandle.of(file.process()));
  }
}
