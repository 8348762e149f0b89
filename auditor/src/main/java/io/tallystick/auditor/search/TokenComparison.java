package io.tallystick.auditor.search;

import io.tallystick.event.Action;
import io.tallystick.event.SecretHash;
import io.tallystick.eventlog.line.LoggedEvent;
import io.tallystick.token.TokenFingerprint;

/** Compares a token in hand with the event that issued or imported the token of its id. */
public final class TokenComparison {

  private final TokenFingerprint token;
  private long issueSeq;
  private String issued = "issued";
  private boolean isSameToken;

  /** Creates a comparison that has not seen the event yet. */
  public TokenComparison(TokenFingerprint token) {
    this.token = token;
  }

  /**
   * Takes an event.
   *
   * @param event one of the events of the token's id
   */
  public void take(LoggedEvent event) {
    String secretSha256 = event.secretSha256();
    if (secretSha256 != null) {
      issueSeq = event.seq();
      issued = event.action() == Action.IMPORT ? "imported" : "issued";
      isSameToken = SecretHash.ofHex(secretSha256).equals(token.secretHash());
    }
  }

  /** Whether the token is the one that was issued. */
  public boolean isSameToken() {
    return isSameToken;
  }

  /** The result as a sentence. */
  public String verdict() {
    if (issueSeq == 0) {
      return token.isImported()
          ? "It is not a token of this service, or it has a typing error, and it was not imported."
          : "No issue event has this token's id.";
    }
    return (isSameToken
            ? "This is the token that event %d %s."
            : "This is NOT the token that event %d %s: its secret differs.")
        .formatted(issueSeq, issued);
  }
}
