package io.tallystick.auditor.search;

import io.tallystick.event.Outcome;
import io.tallystick.eventlog.line.LoggedEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that are live at a time, by the events of their identity. Only these are kept, so an
 * identity that had many tokens takes little memory.
 */
public final class LiveTokens {

  private final Instant time;
  private final Map<String, LoggedEvent> issues = new LinkedHashMap<>();

  /** Knows no token yet. */
  public LiveTokens(Instant time) {
    this.time = time;
  }

  /** Takes the next event, in the order of their numbers. */
  public void take(LoggedEvent event) {
    String token = event.tokenId();
    if (event.outcome() != Outcome.SUCCESS || token == null) {
      return;
    }
    switch (event.action()) {
      case ISSUE, IMPORT -> {
        if (isLive(event.expiresAt())) {
          issues.put(token, event);
        }
        String replaced = event.relatedId();
        if (replaced != null && !isLive(event.relatedExpiresAt())) {
          issues.remove(replaced);
        }
      }
      case REVOKE -> issues.remove(token);
      case REVOKE_ALL -> {
        // Each of its tokens has a revoke of its own.
      }
    }
  }

  /** Without an expiry, which is unknown today, it is better to name a token too many. */
  private boolean isLive(@Nullable Instant expiry) {
    return expiry == null || expiry.isAfter(time);
  }

  /** The events that issued or imported these tokens, in the order of their numbers. */
  public Collection<LoggedEvent> issues() {
    return issues.values();
  }
}
