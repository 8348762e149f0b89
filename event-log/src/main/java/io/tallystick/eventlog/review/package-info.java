/**
 * What a reviewer does with an event log: search, verification and proofs. It needs only the files
 * and a public key.
 */
@NullMarked
package io.tallystick.eventlog.review;

import org.jspecify.annotations.NullMarked;
