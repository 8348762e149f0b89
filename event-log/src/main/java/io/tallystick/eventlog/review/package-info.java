/**
 * What a reviewer does with an event log: search, verification and proofs. It needs the files and a
 * public key only.
 */
@NullMarked
package io.tallystick.eventlog.review;

import org.jspecify.annotations.NullMarked;
