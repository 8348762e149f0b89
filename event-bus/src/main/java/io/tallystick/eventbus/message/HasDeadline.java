package io.tallystick.eventbus.message;

/** A message that says how long its sender still waits. */
public sealed interface HasDeadline<M extends Message>
    permits IssueToken, RevokeToken, AppendEvents {

  /** The same message, sent again later. */
  M withMillisLeft(long millis);
}
