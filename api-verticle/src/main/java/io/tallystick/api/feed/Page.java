package io.tallystick.api.feed;

import io.tallystick.eventbus.message.RevocationsRead.Revocation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some revocations, in the order of their numbers.
 *
 * @param upTo they are complete up to this event number
 * @param newest the position of the tail, if they lead up to it; otherwise null, and there may be
 *     more
 */
record Page(List<Revocation> revocations, long upTo, @Nullable Position newest) {}
