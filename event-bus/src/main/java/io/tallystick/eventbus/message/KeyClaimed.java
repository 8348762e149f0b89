package io.tallystick.eventbus.message;

import java.time.Instant;

/**
 * The reply to {@link ClaimKey}: what the first claim of the key has said, which may be this one.
 * It is committed.
 *
 * @param fingerprint the hash of what that request asked for
 * @param nonce from which its answer is derived
 * @param keyId the name of the key with which its answer is derived
 * @param at when that request came
 * @param terms the settings of then that its answer depends on
 */
public record KeyClaimed(
    String fingerprint, String nonce, String keyId, Instant at, IssueTerms terms)
    implements Message {}
