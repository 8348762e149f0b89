package io.tallystick.event;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, and which node took it. Anything that looks like a token has been removed
 * from these texts.
 *
 * @param peer the address of the other end of the connection
 * @param forwarded the address of the caller behind trusted proxies; null if there are none
 * @param actor the name that the caller has proved to have, for example by a certificate; null if
 *     it has proved none
 * @param requestId this service's id for the request. In events of format 1 it may be the caller's
 * @param callerRequestId the caller's own id for the request; null if there was none
 * @param userAgent the User-Agent header, shortened; null if there was none
 * @param node the name of the node that took the request
 */
public record Origin(
    String peer,
    @Nullable String forwarded,
    @Nullable String actor,
    String requestId,
    @Nullable String callerRequestId,
    @Nullable String userAgent,
    String node) {

  /**
   * Checks that nothing is missing, as it may be in a message of another node.
   *
   * @throws NullPointerException if it is
   */
  public Origin {
    Objects.requireNonNull(peer);
    Objects.requireNonNull(requestId);
    Objects.requireNonNull(node);
  }

  /** This origin with another peer, and nobody known behind it. */
  public Origin withPeer(String address) {
    return new Origin(address, null, null, requestId, callerRequestId, userAgent, node);
  }

  /** This origin with another name that the caller has proved to have. */
  public Origin withActor(String name) {
    return new Origin(peer, forwarded, name, requestId, callerRequestId, userAgent, node);
  }

  /** This origin without the User-Agent header. */
  public Origin withoutUserAgent() {
    return new Origin(peer, forwarded, actor, requestId, callerRequestId, null, node);
  }

  /** This origin in printable ASCII, as {@link EventDraft.Refusal#inAscii} says. */
  Origin inAscii() {
    return new Origin(
        AsciiText.of(peer),
        AsciiText.ofNullable(forwarded),
        AsciiText.ofNullable(actor),
        AsciiText.of(requestId),
        AsciiText.ofNullable(callerRequestId),
        AsciiText.ofNullable(userAgent),
        AsciiText.of(node));
  }
}
