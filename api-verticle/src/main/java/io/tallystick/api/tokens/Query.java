package io.tallystick.api.tokens;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.tallystick.api.error.RefusalException;
import io.tallystick.event.Defect;
import io.tallystick.token.Identity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parameters of a query, each of which is there at most once. */
final class Query {

  /** The parameter with the identity. */
  static final String IDENTITY = "identity";

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
      throw bad("the query is badly escaped");
    }
    if (!known.containsAll(query.keySet())
        || query.values().stream().anyMatch(values -> values.size() > 1)) {
      throw bad(sentence);
    }
    return new Query(
        query.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().get(0))));
  }

  /** The value of a parameter; null if it is missing. */
  @Nullable String get(String name) {
    return parameters.get(name);
  }

  /**
   * The parameter {@code identity}, in form NFC.
   *
   * @throws RefusalException if no token can have it
   */
  String identity() {
    String identity = parameters.getOrDefault(IDENTITY, "");
    if (!Identity.mayHaveToken(identity)) {
      throw bad("identity is missing, or no token can have it; send identity=billing, for example");
    }
    return Identity.nfc(identity);
  }

  static RefusalException bad(String detail) {
    return new RefusalException(Defect.PARAMETER, detail);
  }
}
