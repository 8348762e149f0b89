package io.tallystick.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL database is and how to enter it.
 *
 * @param host name or address
 * @param port TCP port
 * @param database name of the database
 * @param user role to enter as
 * @param password of that role; empty where the server asks for none. Never part of {@link
 *     #toString}
 * @param sslMode one of libpq's six names
 * @param sslRootCert PEM file of the authority that must have signed the server's certificate; null
 *     where {@code sslMode} verifies nothing
 */
public record DatabaseUrl(
    String host,
    int port,
    String database,
    String user,
    String password,
    String sslMode,
    @Nullable String sslRootCert) {

  static final String FORM = "postgresql://user:password@host:port/database?sslmode=…";

  private static final Set<String> SSL_MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  private static final Set<String> PARAMETERS = Set.of("sslmode", "sslrootcert");

  /** Checks what a URL alone cannot: the mode's name, and that verifying has something to trust. */
  public DatabaseUrl {
    if (!SSL_MODES.contains(sslMode)) {
      throw new IllegalArgumentException(
          "sslmode is one of disable, allow, prefer, require, verify-ca, verify-full");
    }
    if (sslMode.startsWith("verify") && sslRootCert == null) {
      throw new IllegalArgumentException("sslmode=" + sslMode + " needs sslrootcert=FILE");
    }
  }

  /**
   * Parses {@code postgresql://user:password@host:port/database?sslmode=…&sslrootcert=…}.
   *
   * @throws IllegalArgumentException saying what is wrong, never showing the text itself
   */
  public static DatabaseUrl parse(String text) {
    URI uri = uri(text.trim());
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("postgresql") && !scheme.equals("postgres")) {
      throw new IllegalArgumentException("it must start with postgresql://");
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("it names no host");
    }
    String path = uri.getPath() == null ? "" : uri.getPath();
    if (path.length() < 2) {
      throw new IllegalArgumentException("it names no database");
    }
    String userInfo = uri.getRawUserInfo();
    if (userInfo == null || userInfo.isEmpty() || userInfo.startsWith(":")) {
      throw new IllegalArgumentException("it names no user");
    }
    String[] userAndPassword = userInfo.split(":", 2);
    Map<String, String> parameters = parameters(uri.getRawQuery());
    return new DatabaseUrl(
        uri.getHost().replaceAll("[\\[\\]]", ""),
        uri.getPort() == -1 ? 5432 : uri.getPort(),
        path.substring(1),
        decode(userAndPassword[0]),
        userAndPassword.length == 2 ? decode(userAndPassword[1]) : "",
        parameters.getOrDefault("sslmode", "prefer"),
        parameters.get("sslrootcert"));
  }

  /** For logs: all but the password. */
  @Override
  public String toString() {
    return "postgresql://%s:***@%s:%d/%s?sslmode=%s".formatted(user, host, port, database, sslMode);
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // Neither the message nor the cause may go on: both hold the password.
      throw new IllegalArgumentException(
          "it is not a URL; %-escape what is special in user and password");
    }
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query == null) {
      return parameters;
    }
    for (String pair : query.split("&", -1)) {
      String[] nameAndValue = pair.split("=", 2);
      if (nameAndValue.length != 2 || !PARAMETERS.contains(nameAndValue[0])) {
        throw new IllegalArgumentException("its parameters are sslmode and sslrootcert");
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
