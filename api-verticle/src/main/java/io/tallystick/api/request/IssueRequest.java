package io.tallystick.api.request;

import io.tallystick.api.error.RefusalException;
import io.tallystick.config.TokenSettings;
import io.tallystick.event.Defect;
import io.tallystick.event.PrintableText;
import io.tallystick.eventbus.message.IssueTerms;
import io.tallystick.token.Identity;
import io.tallystick.token.InvalidIdentityException;
import io.tallystick.token.TokenShape;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to issue a token.
 *
 * @param identity the service or user that the token is for, in form NFC
 * @param expiresAt when the token expires, to the millisecond
 * @param notes what the caller notes about the token
 * @param warnings what the caller may not have meant, as sentences; unmodifiable
 */
public record IssueRequest(String identity, Instant expiresAt, Notes notes, List<String> warnings) {

  private static final String EXAMPLE = "{\"identity\": \"billing\", \"expires_in\": 3600}";
  private static final String FIELDS =
      "the fields are identity, expiration, expires_in, label and metadata";
  private static final Set<String> KNOWN =
      Set.of("identity", "expiration", "expires_in", "label", "metadata");
  private static final int MAX_WARNINGS = 5;
  private static final int MAX_FIELD = 40;

  /** Copies the warnings. */
  public IssueRequest {
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a body as JSON.
   *
   * @param body null if the request has none
   * @throws RefusalException with a sentence that tells what would be right
   */
  public static JsonObject json(@Nullable Buffer body) {
    if (body == null || body.length() == 0) {
      throw new RefusalException(
          Defect.BODY_EMPTY, "the body is empty; send JSON such as " + EXAMPLE);
    }
    if (StrictJson.parse(body, EXAMPLE) instanceof JsonObject object) {
      return object;
    }
    throw new RefusalException(
        Defect.BODY_NOT_OBJECT, "the body must be a JSON object such as " + EXAMPLE);
  }

  /**
   * The terms of requests that come now.
   *
   * @param strict whether unknown fields and wrong notes are refused. The service that this one
   *     replaces ignored both, so otherwise they are only warned of
   */
  public static IssueTerms terms(TokenSettings settings, boolean strict) {
    return new IssueTerms(
        settings.prefix(),
        settings.defaultLifetime().toMillis(),
        settings.maxLifetime().toMillis(),
        strict);
  }

  /**
   * Checks what was sent.
   *
   * @param json the body
   * @param terms the default and the longest lifetime, and whether unknown fields are refused
   * @param now the time from which lifetimes count
   * @throws RefusalException with a sentence that tells what would be right
   */
  public static IssueRequest parse(JsonObject json, IssueTerms terms, Instant now) {
    String identity = identity(json, EXAMPLE);
    try {
      List<String> warnings = new ArrayList<>(unknownFields(json, terms.strictBody()));
      if (!identity.equals(json.getString("identity"))) {
        warnings.add("identity was not in Unicode's form NFC; the token is for its NFC form");
      }
      Instant expiresAt = new Expiry(terms, now).of(json);
      Notes notes = Notes.of(json, wrong -> warnings.add(ignored(wrong, terms.strictBody())));
      return new IssueRequest(identity, expiresAt, notes, warnings);
    } catch (RefusalException e) {
      throw e.withIdentity(identity);
    }
  }

  /**
   * The identity of a new token, in form NFC.
   *
   * @param example what a sentence about a missing one ends with
   * @throws RefusalException with a sentence that tells what would be right
   */
  static String identity(JsonObject json, String example) {
    Object value = json.getValue("identity");
    if (value == null) {
      throw new RefusalException(
          Defect.IDENTITY_MISSING, "identity is missing; send JSON such as " + example);
    }
    if (value instanceof String text) {
      return ofNewToken(text);
    }
    throw new RefusalException(
        Defect.IDENTITY_NOT_STRING, "identity must be a string such as \"billing\"");
  }

  private static String ofNewToken(String sent) {
    try {
      return Identity.ofNewToken(sent);
    } catch (InvalidIdentityException e) {
      throw new RefusalException(e.defect(), e.getMessage());
    }
  }

  private static String ignored(RefusalException wrong, boolean strict) {
    if (strict) {
      throw wrong;
    }
    return wrong.detail() + "; it was ignored";
  }

  private static List<String> unknownFields(JsonObject json, boolean strict) {
    List<String> unknown =
        json.fieldNames().stream()
            .filter(field -> !KNOWN.contains(field))
            .limit(MAX_WARNINGS)
            .map(IssueRequest::shown)
            .toList();
    if (strict && !unknown.isEmpty()) {
      throw new RefusalException(
          Defect.FIELD_UNKNOWN, "the field %s is unknown; %s".formatted(unknown.get(0), FIELDS));
    }
    return unknown.stream()
        .map(field -> "the field %s is unknown and was ignored; %s".formatted(field, FIELDS))
        .toList();
  }

  /** Redacts before cutting, as a part of a token may be too short to be found. */
  private static String shown(String field) {
    String text = PrintableText.of(TokenShape.redact(field));
    return text.codePointCount(0, text.length()) <= MAX_FIELD
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_FIELD)) + "…";
  }
}
