package io.tallystick.auditor.search;

import io.tallystick.eventlog.line.LoggedEvent;

/** A way to show the events that a search finds. */
public interface EventView {

  /** Takes the next event. */
  void show(LoggedEvent event);

  /** Takes note that there are no more events. */
  default void end() {}
}
