package io.tallystick.config.value;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL database is, and how to log in to it.
 *
 * @param servers one server or several; of several, the one that accepts writes is used
 * @param database name of the database
 * @param user role to log in as
 * @param password of that role; empty if the server asks for none. Never part of {@link #toString}
 * @param sslMode one of libpq's six modes (PostgreSQL manual, "SSL Support")
 * @param sslRootCert PEM file of the authority that must have signed the server's certificate; null
 *     if {@code sslMode} verifies nothing
 */
public record DatabaseUrl(
    List<Server> servers,
    String database,
    String user,
    String password,
    String sslMode,
    @Nullable String sslRootCert) {

  /**
   * A server.
   *
   * @param host name or address
   * @param port TCP port, from 1 to 65535
   */
  public record Server(String host, int port) {

    private static final int DEFAULT_PORT = 5432;
    private static final int MAX_PORT = 65_535;
    private static final Pattern FORM =
        Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\[\\]:%\\s]+))(?::([0-9]+))?");

    /**
     * Checks the port.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public Server {
      if (port < 1 || port > MAX_PORT) {
        throw new IllegalArgumentException("a port is a number from 1 to " + MAX_PORT);
      }
    }

    /**
     * Parses {@code host:port} or {@code [IPv6 address]:port}. The default port is 5432.
     *
     * @throws IllegalArgumentException saying what is wrong, never showing the text itself
     */
    public static Server parse(String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("it has no valid host, or its port is not a number");
      }
      String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      return new Server(String.valueOf(host), port(matcher.group(3)));
    }

    private static int port(@Nullable String digits) {
      if (digits == null) {
        return DEFAULT_PORT;
      }
      // More digits may not fit into an int.
      return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** The form of a URL, as messages and the documentation show it. */
  public static final String FORM = "postgresql://user:password@host:port/database?sslmode=…";

  private static final Set<String> SSL_MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  /**
   * Checks the SSL mode. A mode that verifies certificates needs {@code sslRootCert}.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public DatabaseUrl {
    servers = List.copyOf(servers);
    if (!SSL_MODES.contains(sslMode)) {
      throw new IllegalArgumentException(
          "sslmode is one of disable, allow, prefer, require, verify-ca, verify-full");
    }
    if (sslMode.startsWith("verify") && (sslRootCert == null || sslRootCert.isBlank())) {
      throw new IllegalArgumentException("sslmode=" + sslMode + " needs sslrootcert=FILE");
    }
  }

  /**
   * Parses {@code postgresql://user:password@host:port,host:port/database?sslmode=…&sslrootcert=…}.
   *
   * @throws IllegalArgumentException saying what is wrong, never showing the text itself
   */
  public static DatabaseUrl parse(String text) {
    return DatabaseUrlParser.parse(text);
  }

  /** The host of the first server. */
  public String host() {
    return servers.get(0).host();
  }

  /** The port of the first server. */
  public int port() {
    return servers.get(0).port();
  }

  /** The URL without the password, for logs. */
  @Override
  public String toString() {
    String hosts = servers.stream().map(Server::toString).collect(Collectors.joining(","));
    return "postgresql://%s:***@%s/%s?sslmode=%s".formatted(user, hosts, database, sslMode);
  }
}
