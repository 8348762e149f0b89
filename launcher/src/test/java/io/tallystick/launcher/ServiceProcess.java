package io.tallystick.launcher;

import io.tallystick.launcher.postgres.SharedPrograms;
import io.tallystick.testing.Eventually;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service as users run it: the jar, in a process of its own, with its embedded database. */
final class ServiceProcess extends RunningService {

  private static final Pattern READY =
      Pattern.compile("Tallystick .* is ready (?:on (http://\\S+)|without HTTP)");

  private final Path directory;
  private final Process process;
  private final CompletableFuture<URI> ready = new CompletableFuture<>();

  private ServiceProcess(Path directory, Process process) {
    super(directory.resolve("data"));
    this.directory = directory;
    this.process = process;
  }

  /** Starts the jar in a directory, where its data, its output and its log are kept. */
  static ServiceProcess start(Path directory, String... settings) throws IOException {
    return start(directory, List.of(), theJar(), List.of(settings));
  }

  /**
   * The same, elsewhere or otherwise.
   *
   * @param within what is to be said before the command
   * @param application what the JVM is to run
   */
  static ServiceProcess start(
      Path directory, List<String> within, List<String> application, List<String> settings)
      throws IOException {
    ServiceProcess service = launch(directory, within, application, settings);
    service.whenReady();
    return service;
  }

  /** The same, not waiting for it to be ready. */
  static ServiceProcess launch(Path directory, String... settings) throws IOException {
    return launch(directory, List.of(), theJar(), List.of(settings));
  }

  /** What the JVM runs where nothing else is said. */
  static List<String> theJar() {
    return List.of("-jar", jar().toString());
  }

  /** The jar under test. */
  static Path jar() {
    return Path.of(System.getProperty("service.jar"));
  }

  /** The same, elsewhere or otherwise. */
  static ServiceProcess launch(
      Path directory, List<String> within, List<String> application, List<String> settings)
      throws IOException {
    if (settings.stream()
        .noneMatch(one -> one.startsWith("-Dtallystick.store.url=") || one.equals("--check"))) {
      SharedPrograms.linkInto(directory.resolve("data/postgres"));
    }
    List<String> command = new ArrayList<>(within);
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("-XX:SharedArchiveFile=" + jar().resolveSibling("tallystick.jsa"));
    // It shares few processors with others, and lives for seconds.
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(application);
    command.add("-Dtallystick.api.port=0");
    command.add("-Dtallystick.data.dir=" + directory.resolve("data"));
    // What is slow here is a machine with other work, not the service.
    command.add("-Dtallystick.api.request-timeout=2m");
    command.add("-Dtallystick.store.max-wait=10s");
    command.addAll(settings);
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(
                ProcessBuilder.Redirect.appendTo(directory.resolve("stderr.log").toFile()))
            .start();
    ServiceProcess service = new ServiceProcess(directory, process);
    Thread reader = new Thread(service::readOutput, "service output");
    reader.setDaemon(true);
    reader.start();
    return service;
  }

  private void readOutput() {
    File copy = directory.resolve("stdout.log").toFile();
    try (BufferedReader lines = process.inputReader();
        java.io.FileWriter out =
            new java.io.FileWriter(copy, java.nio.charset.StandardCharsets.UTF_8, true)) {
      String line;
      while ((line = lines.readLine()) != null) {
        out.write(line + "\n");
        out.flush();
        Matcher matcher = READY.matcher(line);
        if (matcher.matches()) {
          String address = matcher.group(1);
          ready.complete(URI.create(address == null ? "http:/" : address));
        }
      }
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
    ready.completeExceptionally(new IllegalStateException("the service ended before it was ready"));
  }

  @Override
  URI uri(String pathAndQuery) {
    return whenReady().resolve(pathAndQuery);
  }

  /** Where it serves HTTP, once it is ready. */
  private URI whenReady() {
    return ready.copy().orTimeout(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** The number of the process. */
  long pid() {
    return process.pid();
  }

  /** Whether it says that all of it works. */
  boolean isHealthy() {
    try {
      return get("/health").body().contains("\"status\":\"ok\"");
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Runs a query on the embedded database, and returns its first column as text. */
  List<String> query(String sql) throws SQLException, IOException {
    // The fourth line of PostgreSQL's own pid file is its port.
    Path postgres = directory.resolve("data/postgres");
    String port = Files.readAllLines(postgres.resolve("cluster/postmaster.pid")).get(3);
    String password = Files.readString(postgres.resolve("service-password")).strip();
    List<String> column = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                "tallystick_service",
                password);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        column.add(result.getString(1));
      }
    }
    return column;
  }

  long number(String sql) throws SQLException, IOException {
    return Long.parseLong(query(sql).get(0));
  }

  /**
   * kill -9 of its embedded PostgreSQL. Returns when another one has been started and takes
   * connections: whatever is asked from then on is answered by that one.
   */
  void killDatabase() {
    ProcessHandle killed = Eventually.await().until(this::database, Optional::isPresent).get();
    killed.destroyForcibly();
    killed.onExit().join();
    Eventually.await()
        .until(() -> database().filter(server -> server.pid() != killed.pid()).isPresent());
  }

  /** The process of its embedded PostgreSQL, if that takes connections. */
  private Optional<ProcessHandle> database() throws IOException {
    try {
      // PostgreSQL's own file: the first line is its process, the eighth its state.
      List<String> pidFile =
          Files.readAllLines(directory.resolve("data/postgres/cluster/postmaster.pid"));
      return pidFile.size() < 8 || !pidFile.get(7).strip().equals("ready")
          ? Optional.empty()
          : ProcessHandle.of(Long.parseLong(pidFile.get(0).strip()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Sends a signal, such as STOP. */
  void signal(String name) throws IOException {
    Signals.send(name, process.toHandle());
  }

  /** kill -9. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** SIGTERM, as Ctrl-C and every supervisor do; returns when the process has ended. */
  int stop() {
    process.destroy();
    return exit();
  }

  /** Waits for the process to end by itself, and returns its exit status. */
  int exit() {
    return process
        .onExit()
        .orTimeout(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)
        .join()
        .exitValue();
  }

  String stdout() throws IOException {
    return Files.readString(directory.resolve("stdout.log"));
  }

  String stderr() throws IOException {
    return Files.readString(directory.resolve("stderr.log"));
  }

  @Override
  public void close() {
    stop();
  }
}
