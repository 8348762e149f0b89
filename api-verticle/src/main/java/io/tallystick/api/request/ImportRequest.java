package io.tallystick.api.request;

import io.tallystick.api.error.RefusalException;
import io.tallystick.config.TokenSettings;
import io.tallystick.event.Defect;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.event.Origin;
import io.tallystick.event.SecretHash;
import io.tallystick.token.ImportedToken;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token that was made elsewhere, as somebody wants it to be taken over.
 *
 * @param identity the service or user that has the token, in form NFC
 * @param hash the hash of the token's whole text
 * @param issuedAt when it was made; null if that is not known
 * @param expiresAt when it expires, to the millisecond
 */
public record ImportRequest(
    String identity, SecretHash hash, @Nullable Instant issuedAt, Instant expiresAt) {

  /** A token as it is sent. */
  public static final String EXAMPLE =
      "{\"identity\": \"billing\", \"sha256\":"
          + " \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\", \"expiration\":"
          + " \"2030-01-31T12:00:00Z\"}";

  private static final Set<String> KNOWN = Set.of("identity", "sha256", "expiration", "issued_at");

  /**
   * Checks what was sent.
   *
   * @param settings the longest lifetime
   * @param now the time by which tokens have expired
   * @throws RefusalException with a sentence that tells what would be right
   */
  public static ImportRequest parse(JsonObject json, TokenSettings settings, Instant now) {
    String identity = IssueRequest.identity(json, EXAMPLE);
    try {
      if (!KNOWN.containsAll(json.fieldNames())) {
        // Most likely a token in plain text, or a time under another name.
        throw new RefusalException(
            Defect.FIELD_UNKNOWN,
            "it has an unknown field; the fields are identity, sha256, expiration and issued_at");
      }
      SecretHash hash = hash(json.getValue("sha256"));
      if (json.getValue("expiration") == null) {
        throw new RefusalException(
            Defect.EXPIRY_NOT_TIME,
            "expiration is missing; send when the token expires, such as"
                + " \"2030-01-31T12:00:00Z\"");
      }
      Instant expiresAt = new Expiry(IssueRequest.terms(settings, true), now).of(json);
      return new ImportRequest(
          identity, hash, issuedAt(json.getValue("issued_at"), expiresAt, now), expiresAt);
    } catch (RefusalException e) {
      throw e.withIdentity(identity);
    }
  }

  private static SecretHash hash(@Nullable Object value) {
    if (value instanceof String hex) {
      try {
        return SecretHash.ofHex(hex);
      } catch (IllegalArgumentException e) {
        // The sentence below says what would be right. It does not repeat what may be a token.
      }
    }
    throw new RefusalException(
        Defect.HASH,
        "sha256 must be 64 hexadecimal digits, the SHA-256 of the token's whole text, and not the"
            + " token");
  }

  private static @Nullable Instant issuedAt(
      @Nullable Object value, Instant expiresAt, Instant now) {
    if (value == null) {
      return null;
    }
    Instant issuedAt;
    try {
      issuedAt = Expiry.instant(value);
    } catch (RefusalException e) {
      throw new RefusalException(
          Defect.ISSUED_AT,
          "issued_at must be a date-time such as \"2024-01-31T12:00:00Z\", or seconds since 1970;"
              + " leave it out if it is not known");
    }
    if (issuedAt.isBefore(Instant.EPOCH) || issuedAt.isAfter(now) || issuedAt.isAfter(expiresAt)) {
      throw new RefusalException(
          Defect.ISSUED_AT,
          "issued_at must be after 1970, in the past, and not after expiration: it is " + issuedAt);
    }
    return issuedAt;
  }

  /** The token as it is sent. */
  public JsonObject json() {
    JsonObject json =
        new JsonObject()
            .put("identity", identity)
            .put("sha256", hash.hex())
            .put("expiration", expiresAt.toString());
    return issuedAt == null ? json : json.put("issued_at", issuedAt.toString());
  }

  /**
   * What the store gets.
   *
   * @param eventId a new id
   * @param origin who asks
   */
  public Import draft(UUID eventId, Origin origin) {
    return new Import(eventId, ImportedToken.id(hash), hash, identity, issuedAt, expiresAt, origin);
  }
}
