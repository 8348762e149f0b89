package io.tallystick.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL database is and how to enter it.
 *
 * @param servers the server, or several, of which the one that takes writes is used
 * @param database name of the database
 * @param user role to enter as
 * @param password of that role; empty where the server asks for none. Never part of {@link
 *     #toString}
 * @param sslMode one of libpq's six names
 * @param sslRootCert PEM file of the authority that must have signed the server's certificate; null
 *     where {@code sslMode} verifies nothing
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
   * @param port TCP port
   */
  public record Server(String host, int port) {

    private static final Pattern FORM =
        Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\[\\]:]+))(?::([0-9]{1,5}))?");

    static Server parse(String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("it names no host, or a port that is none");
      }
      String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      String port = matcher.group(3);
      return new Server(String.valueOf(host), port == null ? 5432 : Integer.parseInt(port));
    }

    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  static final String FORM = "postgresql://user:password@host:port/database?sslmode=…";

  private static final Pattern PARTS =
      Pattern.compile("[A-Za-z]+://((?:[^/?#%\\s]|%[0-9A-Fa-f]{2})*)((?:[/?#].*)?)");
  private static final Set<String> SSL_MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  private static final Set<String> PARAMETERS =
      Set.of("sslmode", "sslrootcert", "target_session_attrs");
  private static final Set<String> WRITABLE = Set.of("primary", "read-write");

  /** Checks what a URL alone cannot: the mode's name, and that verifying has something to trust. */
  public DatabaseUrl {
    servers = List.copyOf(servers);
    if (!SSL_MODES.contains(sslMode)) {
      throw new IllegalArgumentException(
          "sslmode is one of disable, allow, prefer, require, verify-ca, verify-full");
    }
    if (sslMode.startsWith("verify") && sslRootCert == null) {
      throw new IllegalArgumentException("sslmode=" + sslMode + " needs sslrootcert=FILE");
    }
  }

  /**
   * Parses {@code postgresql://user:password@host:port,host:port/database?sslmode=…&sslrootcert=…}.
   *
   * @throws IllegalArgumentException saying what is wrong, never showing the text itself
   */
  public static DatabaseUrl parse(String text) {
    if (!text.trim().toLowerCase(Locale.ROOT).matches("(?s)postgres(ql)?://.*")) {
      throw new IllegalArgumentException("it must start with postgresql://");
    }
    Matcher parts = PARTS.matcher(text.trim());
    if (!parts.matches()) {
      throw notAUrl();
    }
    // Several hosts are more than java.net.URI takes.
    String authority = parts.group(1);
    URI uri = uri("postgresql://host" + parts.group(2));
    int at = authority.lastIndexOf('@');
    String hosts = authority.substring(at + 1);
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("it names no host");
    }
    String path = uri.getPath() == null ? "" : uri.getPath();
    if (path.length() < 2) {
      throw new IllegalArgumentException("it names no database");
    }
    String userInfo = authority.substring(0, Math.max(0, at));
    if (userInfo.isEmpty() || userInfo.startsWith(":")) {
      throw new IllegalArgumentException("it names no user");
    }
    String[] userAndPassword = userInfo.split(":", 2);
    Map<String, String> parameters = parameters(uri.getRawQuery());
    if (!WRITABLE.contains(parameters.getOrDefault("target_session_attrs", "primary"))) {
      throw new IllegalArgumentException("target_session_attrs is primary: it writes");
    }
    return new DatabaseUrl(
        Stream.of(hosts.split(",", -1)).map(Server::parse).toList(),
        path.substring(1),
        decode(userAndPassword[0]),
        userAndPassword.length == 2 ? decode(userAndPassword[1]) : "",
        parameters.getOrDefault("sslmode", "prefer"),
        parameters.get("sslrootcert"));
  }

  /** The same database on one of its servers. */
  public DatabaseUrl on(Server server) {
    return new DatabaseUrl(List.of(server), database, user, password, sslMode, sslRootCert);
  }

  /** The host of the first server. */
  public String host() {
    return servers.get(0).host();
  }

  /** The port of the first server. */
  public int port() {
    return servers.get(0).port();
  }

  /** For logs: all but the password. */
  @Override
  public String toString() {
    String hosts = servers.stream().map(Server::toString).collect(Collectors.joining(","));
    return "postgresql://%s:***@%s/%s?sslmode=%s".formatted(user, hosts, database, sslMode);
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // Neither the message nor the cause may go on: both hold the password.
      throw notAUrl();
    }
  }

  private static IllegalArgumentException notAUrl() {
    return new IllegalArgumentException(
        "it is not a URL; %-escape what is special in user and password");
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query == null) {
      return parameters;
    }
    for (String pair : query.split("&", -1)) {
      String[] nameAndValue = pair.split("=", 2);
      if (nameAndValue.length != 2 || !PARAMETERS.contains(nameAndValue[0])) {
        throw new IllegalArgumentException(
            "its parameters are sslmode, sslrootcert and target_session_attrs");
      }
      parameters.put(nameAndValue[0], decode(nameAndValue[1]));
    }
    return parameters;
  }

  private static String decode(String text) {
    // '+' is itself in this part of a URL, unlike in a form.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
