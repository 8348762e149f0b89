/** The Merkle tree over the lines (RFC 6962): hashes, tiles and proofs. */
@NullMarked
package io.tallystick.eventlog.merkle;

import org.jspecify.annotations.NullMarked;
