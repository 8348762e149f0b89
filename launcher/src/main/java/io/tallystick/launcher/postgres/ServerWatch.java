package io.tallystick.launcher.postgres;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restarts a PostgreSQL server if its process ends, for example if it is killed. */
final class ServerWatch implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(ServerWatch.class);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final EmbeddedPostgres postgres;
  private final RetryDelay delay = new RetryDelay(PAUSE, LONGEST_PAUSE);
  private @Nullable ProcessHandle server;
  private String reason = "";

  private ServerWatch(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /** Watches a server until it is to end. */
  static void start(EmbeddedPostgres postgres) {
    Thread watcher = new Thread(new ServerWatch(postgres), "embedded PostgreSQL");
    watcher.setDaemon(true);
    watcher.start();
  }

  @Override
  public void run() {
    while (!postgres.isStopping()) {
      try {
        Thread.sleep(delay.millis());
        look();
        delay.reset();
        reason = "";
      } catch (IOException | StartException e) {
        // Such as a pid file that is only half-written, or a port that another program has taken.
        delay.lengthen();
        String now = String.valueOf(e.getMessage());
        if (!now.equals(reason)) {
          LOG.warn("The embedded PostgreSQL does not run yet; trying again: {}", now);
          reason = now;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void look() throws IOException, StartException {
    if (server == null) {
      server = postgres.server().orElse(null);
    }
    if (server == null || !server.isAlive()) {
      server = null;
      postgres.restart();
    }
  }
}
