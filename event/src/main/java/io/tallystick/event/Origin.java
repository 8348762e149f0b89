package io.tallystick.event;

import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, and which node took it. Anything that looks like a token has been removed
 * from these texts.
 *
 * @param peer the address of the other end of the connection
 * @param forwarded the address of the caller behind trusted proxies; null if there are none
 * @param requestId the caller's id for the request, or a generated one
 * @param userAgent the User-Agent header, shortened; null if there was none
 * @param node the name of the node that took the request
 */
public record Origin(
    String peer,
    @Nullable String forwarded,
    String requestId,
    @Nullable String userAgent,
    String node) {

  /** This origin with another peer, and nobody behind it. */
  public Origin withPeer(String address) {
    return new Origin(address, null, requestId, userAgent, node);
  }

  /** This origin without the User-Agent header. */
  public Origin withoutUserAgent() {
    return new Origin(peer, forwarded, requestId, null, node);
  }

  /** This origin in printable ASCII, as {@link EventDraft.Refusal#inAscii} says. */
  Origin inAscii() {
    return new Origin(
        AsciiText.of(peer),
        AsciiText.ofNullable(forwarded),
        AsciiText.of(requestId),
        AsciiText.ofNullable(userAgent),
        AsciiText.of(node));
  }
}
