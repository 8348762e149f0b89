package io.tallystick.audit;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import io.tallystick.event.Action;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.Origin;
import io.tallystick.event.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Limits how many refused attempts have events of their own: a number per minute and peer, and ten
 * times that number for all peers together. Further attempts are only counted. One event then
 * summarizes all attempts with the same peer, action and reason.
 *
 * <p>Runs on one event loop.
 */
final class RefusalRateLimiter {

  private static final int ALL_PEERS_FACTOR = 10;
  private static final int MAX_PEERS = 10_000;
  private static final int MAX_SUMMARIES = 1_000;

  /** The largest number of groups that are counted separately. */
  static final int MAX_GROUPS = MAX_SUMMARIES + Action.values().length * Reason.values().length;

  // A caller with one IPv6 address usually has the whole /64 network.
  private static final int IPV6_PREFIX_LENGTH = 64;
  // The peer of attempts from many peers: the unspecified address (RFC 4291, section 2.5.2).
  private static final String MANY_PEERS = "::";

  private record Group(String peer, Action action, String reason) {}

  /** The first attempt of a group, and the number of attempts. */
  private static final class Tally {
    private final Refusal first;
    private long count;

    Tally(Refusal first) {
      this.first = first;
    }
  }

  private final int maxPerPeer;
  private final Map<String, Integer> admitted = new HashMap<>();
  private final Map<Group, Tally> tallies = new HashMap<>();
  private long admittedInTotal;
  private long attempts;

  /**
   * Creates a limiter that has counted nothing.
   *
   * @param maxPerPeer how many attempts of one peer per minute have events of their own
   */
  RefusalRateLimiter(int maxPerPeer) {
    this.maxPerPeer = maxPerPeer;
  }

  /**
   * Whether the attempt gets an event of its own, which uses up one of the allowed events. If not,
   * it must be {@linkplain #count counted}.
   */
  boolean tryAdmit(Refusal attempt) {
    String peer = peer(attempt);
    if (admitted.size() >= MAX_PEERS && !admitted.containsKey(peer)) {
      peer = MANY_PEERS;
    }
    if (admittedInTotal >= (long) ALL_PEERS_FACTOR * maxPerPeer
        || admitted.getOrDefault(peer, 0) >= maxPerPeer) {
      return false;
    }
    admitted.merge(peer, 1, Integer::sum);
    admittedInTotal++;
    return true;
  }

  /** Counts an attempt that has no event of its own. */
  void count(Refusal attempt) {
    Group group = new Group(peer(attempt), attempt.action(), attempt.reason());
    if (tallies.size() >= MAX_SUMMARIES && !tallies.containsKey(group)) {
      group = new Group(MANY_PEERS, attempt.action(), attempt.reason());
    }
    Tally tally = tallies.computeIfAbsent(group, first -> new Tally(attempt));
    tally.count += attempt.count();
    attempts += attempt.count();
  }

  /** Starts a new minute with all events allowed again. */
  void nextMinute() {
    admitted.clear();
    admittedInTotal = 0;
  }

  /** The number of groups that have been counted. */
  int groups() {
    return tallies.size();
  }

  /** The number of attempts that have been counted. */
  long attempts() {
    return attempts;
  }

  /** Returns one event for each group that has been counted, and resets the counts. */
  List<Refusal> summaries() {
    List<Refusal> summaries = new ArrayList<>(tallies.size());
    tallies.forEach(
        (group, tally) -> {
          // An event holds no larger number, so a group that counts for days may need another one.
          for (long left = tally.count; left > 0; left -= Integer.MAX_VALUE) {
            summaries.add(summary(group, tally.first, (int) Math.min(left, Integer.MAX_VALUE)));
          }
        });
    tallies.clear();
    attempts = 0;
    return summaries;
  }

  private static Refusal summary(Group group, Refusal first, int count) {
    Origin origin = first.origin();
    Origin from = group.peer().equals(MANY_PEERS) ? origin.withPeer(MANY_PEERS) : origin;
    return first.summary(UUID.randomUUID(), from.withoutUserAgent(), count);
  }

  private static String peer(Refusal attempt) {
    Origin origin = attempt.origin();
    String text = origin.forwarded() == null ? origin.peer() : origin.forwarded();
    if (text.indexOf(':') < 0) {
      return text;
    }
    IPAddress address = new IPAddressString(text).getAddress();
    return address != null && address.isIPv6()
        ? address.toPrefixBlock(IPV6_PREFIX_LENGTH).toCanonicalString()
        : text;
  }
}
