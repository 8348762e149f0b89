package io.tallystick.launcher.node;

import io.tallystick.config.Settings;
import io.tallystick.config.value.Role;
import io.tallystick.eventbus.Bus;
import io.tallystick.launcher.postgres.EmbeddedPostgres;
import io.tallystick.launcher.postgres.StartException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops what a node has started, in reverse order: HTTP, the event log, the store, the cluster, and
 * the embedded database last. It also stops a node whose start has failed half-way.
 *
 * <p>The drain delay comes first and is never cut. All that follows has a budget of time.
 */
final class Shutdown {

  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  private record Part(Role role, String deployment) {

    /** The part as a log line names it. */
    String inWords() {
      return switch (role) {
        case API -> "HTTP";
        case STORE -> "the store";
        case AUDIT -> "the event log";
      };
    }
  }

  private final Settings settings;
  private final StopBudget budget;
  // The part that was started last comes first.
  private final Deque<Part> parts = new ArrayDeque<>();
  private @Nullable EmbeddedPostgres database;
  private @Nullable Vertx vertx;
  private @Nullable Bus bus;
  private volatile String stopping = "";
  private boolean stopped;

  Shutdown(Settings settings) {
    this.settings = settings;
    this.budget = StopBudget.of(settings);
  }

  StopBudget budget() {
    return budget;
  }

  /**
   * Starts the embedded database. It blocks until that is done. A stop that comes meanwhile waits
   * for it, and then stops it.
   *
   * @throws StartException if it cannot start, or if the stop came first
   */
  synchronized EmbeddedPostgres startDatabase(Path directory) throws StartException {
    if (stopped) {
      throw new StartException("it is told to stop");
    }
    EmbeddedPostgres started = EmbeddedPostgres.start(directory);
    database = started;
    return started;
  }

  synchronized void add(Vertx started) {
    vertx = started;
  }

  synchronized void add(Bus started) {
    bus = started;
  }

  /** A verticle, or all instances of one. */
  void add(Role role, String deployment) {
    synchronized (parts) {
      parts.push(new Part(role, deployment));
    }
  }

  /**
   * Stops everything, and blocks until that is done or cut. Who calls it again waits for the first
   * call, and nothing more is done.
   */
  synchronized void run() {
    if (stopped) {
      return;
    }
    stopped = true;
    try {
      stopNode();
    } finally {
      // Only now: no request that is answered from here on needs it.
      if (database != null) {
        database.stop(budget.database());
      }
      LOG.info("Stopped");
    }
  }

  private void stopNode() {
    Vertx running = vertx;
    if (running == null) {
      return;
    }
    Deque<Part> all;
    synchronized (parts) {
      all = new ArrayDeque<>(parts);
    }
    boolean drains = all.stream().anyMatch(part -> part.role() == Role.API);
    Duration limit = drains ? budget.node().plus(settings.api().drainDelay()) : budget.node();
    if (bus != null) {
      bus.leave();
    }
    Future<?> done = Future.succeededFuture();
    for (Part part : all) {
      done = done.eventually(() -> stop(running, part));
    }
    try {
      done.eventually(() -> leave(running))
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn(
          "Stopping took longer than node.stop-timeout allows, and was cut at this: {}", stopping);
    } catch (ExecutionException e) {
      LOG.warn("The service did not stop cleanly: {}", String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Future<Void> stop(Vertx running, Part part) {
    stopping = part.inWords();
    return running
        .undeploy(part.deployment())
        .onFailure(
            cause -> LOG.warn("{} did not stop cleanly: {}", part.inWords(), cause.toString()));
  }

  private Future<Void> leave(Vertx running) {
    stopping = "the cluster";
    int nodes = 0;
    if (bus != null) {
      nodes = bus.nodes().size();
      bus.close();
    }
    String left = nodes == 1 ? "1 node" : nodes + " nodes";
    boolean clustered = nodes > 0;
    return running
        .close()
        .onSuccess(
            closed -> {
              if (clustered) {
                LOG.info("Left the cluster of {}", left);
              }
            });
  }
}
