package io.tallystick.config.value;

import io.tallystick.config.value.DatabaseUrl.Server;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Parses {@link DatabaseUrl}. No message shows any part of the text. */
final class DatabaseUrlParser {

  private static final Pattern PARTS = Pattern.compile("[A-Za-z]+://([^/?#\\s]*)((?:[/?#].*)?)");
  private static final Set<String> PARAMETERS =
      Set.of("sslmode", "sslrootcert", "target_session_attrs");
  private static final Set<String> WRITABLE = Set.of("primary", "read-write");

  private DatabaseUrlParser() {}

  static DatabaseUrl parse(String text) {
    if (!text.trim().toLowerCase(Locale.ROOT).matches("(?s)postgres(ql)?://.*")) {
      throw new IllegalArgumentException("it must start with postgresql://");
    }
    Matcher parts = PARTS.matcher(text.trim());
    if (!parts.matches()) {
      throw notAUrl();
    }
    // java.net.URI cannot parse a list of hosts.
    String authority = parts.group(1);
    URI uri = uri("postgresql://host" + parts.group(2));
    int at = authority.lastIndexOf('@');
    List<Server> servers = servers(authority.substring(at + 1));
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
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
      throw new IllegalArgumentException(
          "target_session_attrs must be primary or read-write, since the service writes");
    }
    return new DatabaseUrl(
        servers,
        PercentEncoding.decode(path.substring(1)),
        PercentEncoding.decode(userAndPassword[0]),
        userAndPassword.length == 2 ? PercentEncoding.decode(userAndPassword[1]) : "",
        parameters.getOrDefault("sslmode", "prefer"),
        parameters.get("sslrootcert"));
  }

  private static List<Server> servers(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("it names no host");
    }
    List<Server> servers = Stream.of(text.split(",", -1)).map(Server::parse).toList();
    if (new HashSet<>(servers).size() < servers.size()) {
      throw new IllegalArgumentException("it names a server twice");
    }
    return servers;
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new HashMap<>();
    if (query == null) {
      return parameters;
    }
    for (String pair : query.split("&", -1)) {
      String[] nameAndValue = pair.split("=", 2);
      String name = nameAndValue[0];
      if (nameAndValue.length != 2 || !PARAMETERS.contains(name)) {
        throw new IllegalArgumentException(
            "its parameters are sslmode, sslrootcert and target_session_attrs");
      }
      if (parameters.put(name, PercentEncoding.decode(nameAndValue[1])) != null) {
        throw new IllegalArgumentException("it names " + name + " twice");
      }
    }
    return parameters;
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getRawFragment() != null) {
        throw notAUrl();
      }
      return uri;
    } catch (URISyntaxException e) {
      // Neither the message nor the cause may be passed on: both contain the password.
      throw notAUrl();
    }
  }

  private static IllegalArgumentException notAUrl() {
    return new IllegalArgumentException(
        "it is not a URL; percent-encode the special characters in user and password");
  }
}
