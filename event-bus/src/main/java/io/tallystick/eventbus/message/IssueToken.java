package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tallystick.event.EventDraft.Issue;

/**
 * Asks the store to write a token and its event. If it is sent again with the same id, hash and
 * identity, it is done only once.
 *
 * @param event the token, and who asked for it
 * @param millisLeft how long the caller still waits, in milliseconds
 */
public record IssueToken(@JsonUnwrapped Issue event, long millisLeft)
    implements Message, HasDeadline<IssueToken> {

  @Override
  public IssueToken withMillisLeft(long millis) {
    return new IssueToken(event, millis);
  }
}
