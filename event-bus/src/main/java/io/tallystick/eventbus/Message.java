package io.tallystick.eventbus;

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
        Recorded,
        RecordCheckpoint,
        CheckpointRecorded,
        AuditLag,
        NodeAlive,
        Abandoned,
        CheckHealth,
        Health {}
