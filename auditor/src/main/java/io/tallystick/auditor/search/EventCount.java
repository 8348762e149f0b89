package io.tallystick.auditor.search;

import io.tallystick.eventlog.line.LoggedEvent;
import java.io.PrintWriter;

/** Prints only how many events there are. */
public final class EventCount implements EventView {

  private final PrintWriter out;
  private long events;

  /** Creates a count, which is printed at the end. */
  public EventCount(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void show(LoggedEvent event) {
    events++;
  }

  @Override
  public void end() {
    out.println(events);
  }
}
