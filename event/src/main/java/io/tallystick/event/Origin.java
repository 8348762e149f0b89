package io.tallystick.event;

import org.jspecify.annotations.Nullable;

/**
 * Who asked, and where the question came in. Its texts have been freed of all that looks like a
 * token.
 *
 * @param peer address of the other end of the connection
 * @param forwarded address of the caller behind trusted proxies; null without them
 * @param requestId the caller's name for the request, or one made for it
 * @param userAgent what the caller calls itself, shortened; null where it says nothing
 * @param node the node that took the request
 */
public record Origin(
    String peer,
    @Nullable String forwarded,
    String requestId,
    @Nullable String userAgent,
    String node) {}
