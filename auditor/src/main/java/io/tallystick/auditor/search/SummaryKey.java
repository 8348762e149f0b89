package io.tallystick.auditor.search;

import io.tallystick.eventlog.line.LoggedEvent;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What the events of a summary have in common. */
public enum SummaryKey {
  /** Why they were refused. */
  REASON,
  /** The address of the caller. */
  ADDRESS,
  /** The identity that the token belongs to. */
  IDENTITY,
  /** The name that the caller has proved to have. */
  ACTOR,
  /** The hour in which they were written, in UTC. */
  HOUR;

  /** The value of an event, as it is in the log; null if it has none. */
  @Nullable String of(LoggedEvent event) {
    return switch (this) {
      case REASON -> event.reason();
      case ADDRESS -> event.address();
      case IDENTITY -> event.identity();
      case ACTOR -> event.actor();
      case HOUR -> event.at().truncatedTo(ChronoUnit.HOURS).toString();
    };
  }

  /** How events without a value are called. */
  String ofNone() {
    return this == REASON ? "(success)" : "(none)";
  }
}
