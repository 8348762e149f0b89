package io.tallystick.auditor;

import io.tallystick.eventlog.review.Progress;
import java.io.Console;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** A long run's progress, on standard error, where a human watches. */
final class TerminalProgress implements Progress, AutoCloseable {

  private final String task;
  private final boolean watched = isWatched();
  private @Nullable ProgressBar bar;

  TerminalProgress(String task) {
    this.task = task;
  }

  @Override
  public void at(long done, long total) {
    if (!watched) {
      return;
    }
    if (bar == null) {
      bar = new ProgressBarBuilder().setTaskName(task).setInitialMax(total).build();
    }
    bar.stepTo(done);
  }

  /** Since JDK 22 there is always a console, which then knows whether it is a terminal. */
  @SuppressWarnings("SystemConsoleNull") // Before that, there is none without a terminal.
  private static boolean isWatched() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
