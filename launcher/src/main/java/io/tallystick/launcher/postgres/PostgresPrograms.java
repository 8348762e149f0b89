package io.tallystick.launcher.postgres;

import io.tallystick.eventlog.file.OwnerOnly;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Runs PostgreSQL's programs for one data directory. All methods block. */
final class PostgresPrograms {

  private static final long TIMEOUT_SECONDS = 120;

  private final Path binaries;
  private final Path cluster;
  private final Path output;

  /**
   * Creates a runner.
   *
   * @param binaries the directory where PostgreSQL was unpacked
   * @param cluster the data directory
   * @param output the file to which the programs' output is appended
   */
  PostgresPrograms(Path binaries, Path cluster, Path output) {
    this.binaries = binaries;
    this.cluster = cluster;
    this.output = output;
  }

  /**
   * Runs pg_ctl for the data directory and returns its exit status.
   *
   * @throws InterruptedIOException if this thread is interrupted meanwhile
   * @throws IOException if it cannot run, or does not end; it is ended then
   */
  int tryPgCtl(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("-D", cluster.toString()));
    all.addAll(List.of(arguments));
    return exitStatus("pg_ctl", all, "");
  }

  /** Runs pg_ctl for the data directory, and throws an exception if it does not succeed. */
  void pgCtl(String... arguments) throws IOException, StartException {
    if (tryPgCtl(arguments) != 0) {
      throw failure("pg_ctl " + arguments[0]);
    }
  }

  /** Runs a program, and throws an exception if it does not succeed. */
  void run(String program, String... arguments) throws IOException, StartException {
    if (exitStatus(program, List.of(arguments), "") != 0) {
      throw failure(program);
    }
  }

  /**
   * Runs statements as the superuser, without a server and without a login. No server may run.
   *
   * @throws StartException if one of them fails; those before it have had their effect
   */
  void runSingleUser(String database, List<String> statements) throws IOException, StartException {
    List<String> arguments =
        List.of(
            "--single",
            "-D",
            cluster.toString(),
            "-c",
            "exit_on_error=on",
            // Keeps passwords out of the output.
            "-c",
            "log_min_error_statement=panic",
            database);
    // Each line is a statement.
    StringBuilder lines = new StringBuilder();
    statements.forEach(sql -> lines.append(sql.strip().replace('\n', ' ')).append('\n'));
    if (exitStatus("postgres", arguments, lines.toString()) != 0) {
      throw failure("postgres --single");
    }
  }

  /** Runs a program of another origin, and throws an exception if it does not succeed. */
  void runOther(List<String> command) throws IOException, StartException {
    String program = command.get(0);
    if (exitStatus(command, program, "") != 0) {
      throw new StartException("%s failed; see %s".formatted(program, output));
    }
  }

  private int exitStatus(String program, List<String> arguments, String input) throws IOException {
    return exitStatus(command(program, arguments), program, input);
  }

  private int exitStatus(List<String> command, String program, String input) throws IOException {
    OwnerOnly.createFile(output);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It has ended before it has read all, and its exit status says why.
    }
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("%s did not end within %d s".formatted(program, TIMEOUT_SECONDS));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(program + " was interrupted");
    } finally {
      process.destroyForcibly();
    }
  }

  /** PostgreSQL refuses to run as root. In a new user namespace, it runs as another user. */
  private List<String> command(String program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (isLinux() && "root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    return command;
  }

  private StartException failure(String program) {
    return new StartException(
        "%s failed; see %s and server.log in the same directory%s"
            .formatted(
                program,
                output,
                isLinux() ? " (as root, it needs 'unshare -U'; or set store.url)" : ""));
  }

  private static boolean isLinux() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux");
  }
}
