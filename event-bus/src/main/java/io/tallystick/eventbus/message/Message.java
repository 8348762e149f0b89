package io.tallystick.eventbus.message;

/** A message on the event bus. No message contains the secret of a token. */
public sealed interface Message
    permits IssueToken,
        TokenIssued,
        RevokeToken,
        RevokeOutcome,
        IntrospectToken,
        TokenState,
        FindToken,
        ListTokens,
        TokensFound,
        RecordRefusals,
        RefusalsTaken,
        RefusedAttempt,
        AppendEvents,
        EventsAppended,
        ReadEvents,
        EventsRead,
        EventsCommitted,
        RecordCheckpoint,
        CheckpointRecorded,
        AuditLag,
        NodeHeartbeat,
        RequestAbandoned,
        CheckHealth,
        Health {}
