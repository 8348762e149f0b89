package io.tallystick.eventbus.message;

/** A message that tells how long its sender still waits. */
public sealed interface HasDeadline<M extends Message>
    permits IssueToken,
        ImportTokens,
        WriteTokens,
        ClaimKey,
        RotateToken,
        RevokeToken,
        RevokeAllTokens,
        IntrospectToken,
        FindToken,
        ListTokens,
        ListUnusedTokens,
        AppendEvents {

  /** The same message with another number of milliseconds, for when it is sent again. */
  M withMillisLeft(long millis);
}
