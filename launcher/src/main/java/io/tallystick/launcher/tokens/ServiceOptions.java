package io.tallystick.launcher.tokens;

import io.tallystick.auditor.AuditCommand;
import io.tallystick.auditor.CommandOutput;
import io.tallystick.auditor.FallibleCommand;
import io.tallystick.config.InvalidSettingsException;
import io.tallystick.config.Settings;
import io.tallystick.launcher.command.SettingsDatabase;
import io.tallystick.launcher.command.SettingsOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which service a command works with. */
public final class ServiceOptions {

  private static final String STANDARD_INPUT = "-";

  /** What a command does with a service. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does it.
     *
     * @return the exit status
     * @throws IOException if it cannot be done; the message is for the user
     */
    int run(TokenService service) throws IOException, InterruptedException;
  }

  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The service, such as https://tallystick.internal:8080. Without it, the command works with"
              + " the database of a node with these settings, which may run.")
  private @Nullable URI url;

  @Option(
      names = "--operator-token-file",
      paramLabel = "FILE",
      description =
          "The token of an operator, for --url; - for the first line of standard input. By default,"
              + " it is in the environment variable "
              + SettingsOptions.OPERATOR_TOKEN
              + ".")
  private @Nullable Path operatorTokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "The certificates (PEM) of authorities that --url may have its one from.")
  private @Nullable Path ca;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "A client certificate (PEM), for --url; needs --key.")
  private @Nullable Path cert;

  @Option(names = "--key", paramLabel = "FILE", description = "The private key of --cert (PEM).")
  private @Nullable Path key;

  private final BufferedReader input =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  /** Standard input, after the token of the operator if that is there. */
  public BufferedReader input() {
    return input;
  }

  /**
   * Works with the service. If that cannot be done, prints why.
   *
   * @return the exit status; {@link AuditCommand#CANNOT_TELL} if it cannot be done
   */
  public int run(CommandOutput output, Work work) {
    URI service = url;
    if (service != null) {
      return FallibleCommand.run(output.err(), () -> run(overHttp(service), work));
    }
    Settings loaded;
    try {
      loaded = settings.load();
    } catch (InvalidSettingsException e) {
      output.remarkLines(String.valueOf(e.getMessage()));
      return AuditCommand.CANNOT_TELL;
    }
    return FallibleCommand.run(
        output.err(),
        () -> {
          if (Stream.of(operatorTokenFile, ca, cert, key).anyMatch(file -> file != null)) {
            throw new IllegalArgumentException(
                "--operator-token-file, --ca, --cert and --key need --url");
          }
          return run(DatabaseTokenService.open(SettingsDatabase.of(loaded), loaded), work);
        });
  }

  private static int run(TokenService service, Work work) throws IOException, InterruptedException {
    try (service) {
      return work.run(service);
    }
  }

  private TokenService overHttp(URI service) throws IOException {
    if (!Stream.of("http", "https").anyMatch(scheme -> scheme.equalsIgnoreCase(service.getScheme()))
        || service.getHost() == null
        || service.getRawQuery() != null
        || service.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "--url is the address of the service, such as https://tallystick.internal:8080");
    }
    if (settings.isGiven()) {
      throw new IllegalArgumentException(
          "--config and -D go with the database of a node; leave them out, or --url");
    }
    if ((cert == null) != (key == null)) {
      throw new IllegalArgumentException("--cert and --key go together");
    }
    HttpClientOptions options = new HttpClientOptions();
    if (ca != null) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(readable(ca)));
    }
    if (cert != null && key != null) {
      options.setKeyCertOptions(
          new PemKeyCertOptions().setCertPath(readable(cert)).setKeyPath(readable(key)));
    }
    return new HttpTokenService(Vertx.vertx(), service, options, operatorToken());
  }

  private static String readable(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(file + " cannot be read");
    }
    return file.toString();
  }

  private @Nullable String operatorToken() throws IOException {
    if (operatorTokenFile == null) {
      String token = System.getenv(SettingsOptions.OPERATOR_TOKEN);
      return token == null || token.isBlank() ? null : checked(token.strip());
    }
    String line =
        operatorTokenFile.toString().equals(STANDARD_INPUT)
            ? input.readLine()
            : Files.readString(operatorTokenFile);
    return checked(line == null ? "" : line.strip());
  }

  /** A header could not take another one. The message has no part of it. */
  private static String checked(String token) throws IOException {
    if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IOException("the operator's token is not a line of letters and digits");
    }
    return token;
  }
}
