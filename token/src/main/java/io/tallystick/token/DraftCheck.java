package io.tallystick.token;

import io.tallystick.event.EventDraft;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.Origin;
import io.tallystick.event.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether an event may be written. What the API makes of a request passes. Anything else does
 * not come from this service, or from a defect of it.
 */
public final class DraftCheck {

  // As in the JSON Schema of events, in UTF-16 code units.
  private static final int MAX_LENGTH = 510;
  private static final int MAX_WORD = 64;
  // RFC 9562, sections 4.1 and 5.7.
  private static final int VERSION = 7;
  private static final int VARIANT = 2;

  private DraftCheck() {}

  /**
   * What is wrong with an event, in words that repeat no text of it; null if nothing is.
   *
   * <p>A revoke may name an identity for which only an earlier build issues tokens, also one that
   * looks like a token: nothing is written unless there is such a token. So may a refusal, and its
   * identity may be in the form for databases that reject some texts, which is longer.
   */
  public static @Nullable String fault(EventDraft draft) {
    if (!isRight(draft.origin())) {
      return "its origin has a text that is too long, looks like a token or has a character that"
          + " cannot be shown";
    }
    if (draft instanceof Issue issue) {
      return fault(issue);
    }
    if (draft instanceof Import imported) {
      return fault(imported);
    }
    if (draft instanceof Refusal refusal) {
      return fault(refusal);
    }
    String identity = String.valueOf(draft.identity());
    boolean isRight =
        draft instanceof Revoke ? Identity.mayBeStored(identity) : Identity.mayHaveToken(identity);
    return isRight ? null : "no token can have its identity";
  }

  private static @Nullable String fault(Issue issue) {
    if (issue.tokenId().version() != VERSION || issue.tokenId().variant() != VARIANT) {
      return "its token id is no UUID of version 7";
    }
    return faultOfNew(issue.identity());
  }

  private static @Nullable String fault(Import imported) {
    return imported.tokenId().equals(ImportedToken.id(imported.secretHash()))
        ? faultOfNew(imported.identity())
        : "its token id does not follow from its hash";
  }

  private static @Nullable String faultOfNew(String identity) {
    try {
      return Identity.ofNewToken(identity).equals(identity)
          ? null
          : "its identity is not in form NFC";
    } catch (InvalidIdentityException e) {
      return e.getMessage();
    }
  }

  private static @Nullable String fault(Refusal refusal) {
    String identity = refusal.identity();
    if (identity != null
        && (identity.length() > MAX_LENGTH
            || TokenShape.in(identity)
            || identity.codePoints().anyMatch(Identity::isControl))) {
      return "its identity is too long, looks like a token or has a control character";
    }
    String defect = refusal.defect();
    return refusal.reason().length() > MAX_WORD || (defect != null && defect.length() > MAX_WORD)
        ? "its reason is too long"
        : null;
  }

  private static boolean isRight(Origin origin) {
    String userAgent = origin.userAgent();
    return mayBeOfOrigin(origin.peer())
        && mayBeOfOrigin(origin.forwarded())
        && mayBeOfOrigin(origin.actor())
        && mayBeOfOrigin(origin.requestId())
        && mayBeOfOrigin(origin.callerRequestId())
        && mayBeOfOrigin(userAgent)
        && mayBeOfOrigin(origin.node())
        && (userAgent == null || !TokenShape.in(userAgent));
  }

  private static boolean mayBeOfOrigin(@Nullable String text) {
    return text == null || (text.length() <= MAX_LENGTH && PrintableText.isPrintable(text));
  }
}
