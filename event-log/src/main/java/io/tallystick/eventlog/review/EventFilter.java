package io.tallystick.eventlog.review;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddressString;
import io.tallystick.event.Action;
import io.tallystick.event.Outcome;
import io.tallystick.event.Reason;
import io.tallystick.eventlog.line.LoggedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Selects events. An event must meet all conditions.
 *
 * @param identity the identity that the token belongs to; null for any
 * @param identityPrefix what that identity begins with; null for anything, also for no identity
 * @param tokenId the public id of the token, of the one that it replaces, or of the order by which
 *     it was revoked, a UUID in lower case; null for any
 * @param action what the caller asked for; null for any
 * @param outcome how the request ended; null for any
 * @param reason why it was refused; null for any, also for success
 * @param address the address of the caller, or a network in CIDR form; null for any
 * @param actor the name that the caller has proved to have; null for any, also for none
 * @param requestId the id of the request, that of the service or the caller's own; null for any
 * @param since the earliest time; null for any
 * @param until the latest time; null for any
 * @param byOwnTime whether the time of a refused attempt is that at which the node refused it,
 *     instead of that at which its event was written, which may be later
 */
public record EventFilter(
    @Nullable String identity,
    @Nullable String identityPrefix,
    @Nullable String tokenId,
    @Nullable Action action,
    @Nullable Outcome outcome,
    @Nullable Reason reason,
    @Nullable String address,
    @Nullable String actor,
    @Nullable String requestId,
    @Nullable Instant since,
    @Nullable Instant until,
    boolean byOwnTime) {

  /**
   * Checks the address.
   *
   * @throws IllegalArgumentException if it is neither an address nor a network
   */
  public EventFilter {
    try {
      if (address != null) {
        new IPAddressString(address).validate();
      }
    } catch (AddressStringException e) {
      throw new IllegalArgumentException(
          address + " is neither an address nor a network such as 10.0.0.0/8", e);
    }
  }

  /**
   * All events of a token, and the issue of the one that replaces it.
   *
   * @param tokenId the public id of the token, a UUID in lower case
   */
  public static EventFilter ofToken(String tokenId) {
    return new EventFilter(
        null, null, tokenId, null, null, null, null, null, null, null, null, false);
  }

  /** Whether an event meets all conditions. */
  public boolean matches(LoggedEvent event) {
    return (identity == null || identity.equals(event.identity()))
        && (identityPrefix == null || beginsWith(identityPrefix, event.identity()))
        && (tokenId == null || event.isAbout(tokenId))
        && (action == null || action == event.action())
        && (outcome == null || outcome == event.outcome())
        && (reason == null || reason.text().equals(event.reason()))
        && (address == null
            || new IPAddressString(address).contains(new IPAddressString(event.address())))
        && (actor == null || actor.equals(event.actor()))
        && (requestId == null
            || requestId.equals(event.requestId())
            || requestId.equals(event.callerRequestId()))
        && (since == null || !timeOf(event).isBefore(since))
        && (until == null || !timeOf(event).isAfter(until));
  }

  private Instant timeOf(LoggedEvent event) {
    Instant own = event.refusedAt();
    return byOwnTime && own != null ? own : event.at();
  }

  private static boolean beginsWith(String prefix, @Nullable String text) {
    return text != null && text.startsWith(prefix);
  }

  /**
   * Texts that the line of a matching event must contain. They let a search skip lines without
   * parsing them. Texts that JSON might escape are left out, so all are ASCII.
   */
  List<String> requiredTexts() {
    String code = reason == null ? null : reason.text();
    return Stream.of(identity, identityPrefix, tokenId, code, actor, requestId)
        .filter(Objects::nonNull)
        .filter(text -> text.matches("[A-Za-z0-9 ._@:-]+"))
        .toList();
  }
}
