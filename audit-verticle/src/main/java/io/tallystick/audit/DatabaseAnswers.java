package io.tallystick.audit;

import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.EventsRead;
import io.tallystick.eventbus.message.ReadEvents;
import io.tallystick.eventlog.log.EventLog;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the database, through the store, and compares the answers with the event log. An answer may
 * come from a server that lags behind, such as a standby. So before an answer counts as a
 * difference, the store is asked again, on a new connection to the primary, and only if that answer
 * agrees there is a difference.
 *
 * <p>All futures fail if the database does not answer; then nothing is known.
 *
 * <p>Runs on one event loop.
 */
final class DatabaseAnswers {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseAnswers.class);
  private static final long TIMEOUT_MILLIS = 10_000;
  private static final int COMPARE_LIMIT = 2_000;
  // No event has a higher number, so that nothing but the database can answer.
  private static final long AFTER_ALL = Long.MAX_VALUE - 1;

  private final Bus bus;
  private final EventLog log;
  private final LogWriter writer;
  private final Set<String> contradicted = new HashSet<>();

  DatabaseAnswers(Bus bus, EventLog log, LogWriter writer) {
    this.bus = bus;
    this.log = log;
    this.writer = writer;
  }

  /**
   * How the event log differs from the database.
   *
   * @param text the difference, for operators
   * @param line the number of the first line that differs, as far as it is known
   */
  record Difference(String text, long line) {}

  /**
   * Events that follow the last line, or how the last line differs.
   *
   * @param read the answer that counts
   * @param difference null if there is none
   */
  record Following(EventsRead read, @Nullable Difference difference) {}

  /** Reads the events after the last line, at most so many. */
  Future<Following> following(int limit) {
    long last = log.lastSeq();
    return read(last, limit, false)
        .compose(
            first ->
                first.last() >= last
                    ? Future.succeededFuture(new Following(first, null))
                    : read(last, limit, true).map(again -> following(last, first, again)));
  }

  private Following following(long last, EventsRead first, EventsRead again) {
    if (again.last() >= last) {
      contradicted(first.server(), again.server());
      return new Following(again, null);
    }
    String text =
        "it has line %d, but the database ends with event %d (%s)"
            .formatted(last, again.last(), agreed(first.server(), again.server()));
    return new Following(again, new Difference(text, again.last() + 1));
  }

  /** The number of the last event in the database. */
  Future<Long> lastNumber() {
    return read(AFTER_ALL, 1, false).map(EventsRead::last);
  }

  /**
   * Compares lines with the events in the database.
   *
   * @param after the number before the first line
   * @param last the number of the last line
   * @return the first difference; empty if there is none. Fails also if the lines cannot be read
   */
  Future<Optional<Difference>> compare(long after, long last) {
    if (after >= last) {
      return Future.succeededFuture(Optional.empty());
    }
    int limit = (int) Math.min(COMPARE_LIMIT, last - after);
    return compareSome(after, limit, false)
        .compose(
            first ->
                first.line() == 0
                    ? compare(first.end(), last)
                    : compareSome(after, limit, true).compose(again -> judge(first, again, last)));
  }

  /**
   * The result of a comparison.
   *
   * @param line the number of the first line that differs; 0 if none does
   * @param end the number of the last line that was compared
   * @param server who has answered
   */
  private record Compared(long line, long end, @Nullable String server) {}

  private Future<Compared> compareSome(long after, int limit, boolean confirm) {
    return read(after, limit, confirm)
        .compose(
            read ->
                writer.run(
                    () ->
                        new Compared(
                            firstDifference(after, read),
                            after + read.events().size(),
                            read.server())));
  }

  private long firstDifference(long after, EventsRead read) throws IOException {
    return read.events().isEmpty() ? after + 1 : log.firstDifference(read.events());
  }

  private Future<Optional<Difference>> judge(Compared first, Compared again, long last) {
    if (again.line() == 0) {
      contradicted(first.server(), again.server());
      return compare(again.end(), last);
    }
    String text =
        "its line %d differs from event %d in the database (%s)"
            .formatted(again.line(), again.line(), agreed(first.server(), again.server()));
    return Future.succeededFuture(Optional.of(new Difference(text, again.line())));
  }

  /** Which servers have given the same answer. */
  static String agreed(@Nullable String first, @Nullable String again) {
    return "%s said so first, and %s when asked again".formatted(name(first), name(again));
  }

  /** Says, once for each server, that its answer was not confirmed. */
  void contradicted(@Nullable String first, @Nullable String again) {
    if (contradicted.add(name(first))) {
      LOG.warn(
          "An answer of {} differs from the event log, but one of {} does not. The first one may lag"
              + " behind. The event log goes on",
          name(first),
          name(again));
    }
  }

  private static String name(@Nullable String server) {
    return server == null ? "the store" : "server " + server;
  }

  private Future<EventsRead> read(long after, int limit, boolean confirm) {
    return bus.request(Address.READ_EVENTS, new ReadEvents(after, limit, confirm), TIMEOUT_MILLIS);
  }
}
