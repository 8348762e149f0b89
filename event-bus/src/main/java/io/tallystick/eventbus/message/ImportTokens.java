package io.tallystick.eventbus.message;

import io.tallystick.event.EventDraft.Import;
import java.util.List;

/**
 * Asks the store to take over tokens that were made elsewhere, and to write their events. A token
 * that is sent again, in this message or another one, is taken over once.
 *
 * @param drafts the tokens, and who asked
 * @param millisLeft how long the caller still waits, in milliseconds
 */
public record ImportTokens(List<Import> drafts, long millisLeft)
    implements Message, HasDeadline<ImportTokens> {

  /** The largest number of tokens in a message. */
  public static final int MAX_TOKENS = 1_000;

  /** Copies the list. */
  public ImportTokens {
    drafts = List.copyOf(drafts);
  }

  @Override
  public ImportTokens withMillisLeft(long millis) {
    return new ImportTokens(drafts, millis);
  }
}
