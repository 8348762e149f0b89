package io.tallystick.eventbus.message;

/**
 * A signed checkpoint of a node's event log (C2SP tlog-checkpoint).
 *
 * @param size the number of lines that it covers
 * @param root the root hash of the Merkle tree over these lines (RFC 6962, section 2.1), in base64
 * @param key the public key of the signature, as a verifier key of C2SP signed-note
 * @param note the checkpoint with its signature, as it is written to a file
 * @param node the name of the node that signed it
 */
public record LogCheckpoint(long size, String root, String key, String note, String node) {}
