package io.tallystick.audit;

import io.tallystick.eventlog.log.EventLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The one thread that reads and writes the files of an event log. What it is given is done in
 * order, one after another, and nothing is done after the log was closed.
 *
 * <p>Its methods run on one event loop, and their futures complete there.
 */
final class LogWriter {

  private final EventLog log;
  private final EventConsole console;
  private final Context loop;
  // A dedicated thread keeps its caches warm. It is no thread of Vert.x: a verticle does not stop
  // before those have ended, and this one may hang as long as the disk does.
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "tallystick-event-log");
            made.setDaemon(true);
            return made;
          });
  private boolean closed;

  /** A thread for an open log and its console. To be called on the event loop. */
  LogWriter(Vertx vertx, EventLog log, EventConsole console) {
    this.log = log;
    this.console = console;
    this.loop = vertx.getOrCreateContext();
  }

  /**
   * Does some work on the thread.
   *
   * @return the result; fails if the work does, or if the log is closed
   */
  <T> Future<T> run(Callable<T> work) {
    return closed
        ? Future.failedFuture(new IllegalStateException("the event log is closed"))
        : execute(work);
  }

  /** Whether the log was closed, so that all further work fails. */
  boolean isClosed() {
    return closed;
  }

  /**
   * Closes the log's files and the console, after the work that was given before.
   *
   * @return fails if the files cannot be closed
   */
  Future<Void> close() {
    closed = true;
    Future<Void> done =
        execute(
            () -> {
              log.close();
              console.close();
              return null;
            });
    thread.shutdown();
    return done;
  }

  private <T> Future<T> execute(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
            result.complete(work.call());
          } catch (Exception | Error e) {
            result.completeExceptionally(e);
          }
        });
    return Future.fromCompletionStage(result, loop);
  }
}
