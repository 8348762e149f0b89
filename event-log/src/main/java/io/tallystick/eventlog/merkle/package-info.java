/** The Merkle tree over the lines of an event log (RFC 6962): hashes, tiles and proofs. */
@NullMarked
package io.tallystick.eventlog.merkle;

import org.jspecify.annotations.NullMarked;
