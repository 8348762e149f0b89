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
 * Keeps floods of refused attempts out of the event log: of each peer, only so many in a minute
 * have an event of their own, and of all peers ten times as many. The others are counted, and one
 * event stands for all that are alike.
 *
 * <p>Lives on one event loop.
 */
final class RefusalRateLimiter {

  private static final int ALL_PEERS = 10;
  private static final int MAX_PEERS = 10_000;
  private static final int MAX_SUMMARIES = 1_000;

  /** Most kinds that are told apart. */
  static final int MAX_KINDS = MAX_SUMMARIES + Action.values().length * Reason.values().length;

  // Whoever has an IPv6 address has a network of them.
  private static final int IPV6_NETWORK = 64;
  // The unspecified address (RFC 4291, section 2.5.2): of many.
  private static final String MANY = "::";

  private record Kind(String peer, Action action, String reason) {}

  /** Alike attempts: the first, and how many. */
  private static final class Counted {
    private final Refusal first;
    private int count;

    Counted(Refusal first) {
      this.first = first;
    }
  }

  private final int maxPerPeer;
  private final Map<String, Integer> admitted = new HashMap<>();
  private final Map<Kind, Counted> counted = new HashMap<>();
  private long admittedInAll;

  /**
   * No flood yet.
   *
   * @param maxPerPeer attempts of a peer in a minute that have events of their own
   */
  RefusalRateLimiter(int maxPerPeer) {
    this.maxPerPeer = maxPerPeer;
  }

  /**
   * Whether the attempt has an event of its own; if not, it must be {@linkplain #count counted}.
   */
  boolean admits(Refusal attempt) {
    String peer = peer(attempt);
    if (admitted.size() >= MAX_PEERS && !admitted.containsKey(peer)) {
      peer = MANY;
    }
    if (admittedInAll >= (long) ALL_PEERS * maxPerPeer
        || admitted.getOrDefault(peer, 0) >= maxPerPeer) {
      return false;
    }
    admitted.merge(peer, 1, Integer::sum);
    admittedInAll++;
    return true;
  }

  /** Counts an attempt that has no event of its own. */
  void count(Refusal attempt) {
    Kind kind = new Kind(peer(attempt), attempt.action(), attempt.reason());
    if (counted.size() >= MAX_SUMMARIES && !counted.containsKey(kind)) {
      kind = new Kind(MANY, attempt.action(), attempt.reason());
    }
    Counted alike = counted.computeIfAbsent(kind, first -> new Counted(attempt));
    alike.count += attempt.count();
  }

  /** Begins a new minute. */
  void nextMinute() {
    admitted.clear();
    admittedInAll = 0;
  }

  /** Kinds of attempts that have been counted. */
  int kinds() {
    return counted.size();
  }

  /** An event for each kind of attempts that have been counted, which are then forgotten. */
  List<Refusal> summaries() {
    List<Refusal> summaries = new ArrayList<>(counted.size());
    counted.forEach((kind, alike) -> summaries.add(summary(kind, alike)));
    counted.clear();
    return summaries;
  }

  private static Refusal summary(Kind kind, Counted alike) {
    Origin origin = alike.first.origin();
    boolean ofMany = kind.peer().equals(MANY);
    return new Refusal(
        UUID.randomUUID(),
        kind.action(),
        kind.reason(),
        null,
        null,
        alike.first.observedAt(),
        new Origin(
            ofMany ? MANY : origin.peer(),
            ofMany ? null : origin.forwarded(),
            origin.requestId(),
            null,
            origin.node()),
        alike.count);
  }

  private static String peer(Refusal attempt) {
    Origin origin = attempt.origin();
    String text = origin.forwarded() == null ? origin.peer() : origin.forwarded();
    if (text.indexOf(':') < 0) {
      return text;
    }
    IPAddress address = new IPAddressString(text).getAddress();
    return address != null && address.isIPv6()
        ? address.toPrefixBlock(IPV6_NETWORK).toCanonicalString()
        : text;
  }
}
