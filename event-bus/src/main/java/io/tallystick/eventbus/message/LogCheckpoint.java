package io.tallystick.eventbus.message;

/**
 * What a node has signed of its event log: a C2SP checkpoint.
 *
 * @param size lines in it
 * @param root of the Merkle tree over them (RFC 6962), in base64
 * @param key public key that signed it, in the form of the C2SP's signed notes
 * @param note the checkpoint with its signature, as it stands in a file
 * @param node that has signed it
 */
public record LogCheckpoint(long size, String root, String key, String note, String node) {}
