package io.tallystick.eventbus.message;

/** Anything that travels over the event bus. None of them ever holds a token's secret. */
public sealed interface Message
    permits IssueToken,
        TokenIssued,
        RevokeToken,
        RevokeOutcome,
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
