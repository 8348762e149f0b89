package io.tallystick.api.tokens;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.tallystick.api.error.RefusalException;
import io.tallystick.event.Defect;
import io.tallystick.token.Identity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The parameters of a query, each of which is there at most once. */
final class Query {

  /** The parameter with the identity. */
  static final String IDENTITY = "identity";

  private static final String BADLY_ESCAPED =
      "the query is badly escaped; escape the bytes of UTF-8, such as %C3%A9";
  private static final char REPLACEMENT = '\uFFFD';
  private static final String ESCAPED_REPLACEMENT = "%EF%BF%BD";

  private final Map<String, String> parameters;

  private Query(Map<String, String> parameters) {
    this.parameters = parameters;
  }

  /**
   * Reads the query of a URI. Only {@code &} separates parameters.
   *
   * @param known the parameters that there may be
   * @param sentence which these are
   * @throws RefusalException with a sentence that tells what would be right
   */
  static Query parse(String uri, List<String> known, String sentence) {
    Map<String, List<String>> query;
    try {
      query =
          new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, Integer.MAX_VALUE, true)
              .parameters();
    } catch (IllegalArgumentException e) {
      throw bad(BADLY_ESCAPED);
    }
    requireUtf8(uri, query);
    if (!known.containsAll(query.keySet())
        || query.values().stream().anyMatch(values -> values.size() > 1)) {
      throw bad(sentence);
    }
    return new Query(
        query.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().get(0))));
  }

  /** The decoder replaces bytes that are no UTF-8, so the query would speak of something else. */
  private static void requireUtf8(String uri, Map<String, List<String>> query) {
    boolean isReplaced =
        query.entrySet().stream()
            .flatMap(entry -> Stream.concat(Stream.of(entry.getKey()), entry.getValue().stream()))
            .anyMatch(text -> text.indexOf(REPLACEMENT) >= 0);
    if (isReplaced && !uri.toUpperCase(Locale.ROOT).contains(ESCAPED_REPLACEMENT)) {
      throw bad(BADLY_ESCAPED);
    }
  }

  /** The value of a parameter; null if it is missing. */
  @Nullable String get(String name) {
    return parameters.get(name);
  }

  /**
   * The parameter {@code identity}, as it was sent. Tokens of this build have it in form NFC.
   *
   * @throws RefusalException if no token can have it
   */
  String identity() {
    String identity = parameters.getOrDefault(IDENTITY, "");
    if (!Identity.mayHaveToken(identity)) {
      throw bad("identity is missing, or no token can have it; send identity=billing, for example");
    }
    return identity;
  }

  static RefusalException bad(String detail) {
    return new RefusalException(Defect.PARAMETER, detail);
  }
}
