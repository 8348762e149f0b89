package io.tallystick.auditor;

import io.tallystick.eventlog.review.Progress;
import java.io.Console;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** Shows the progress of a long run on standard error, if that is a terminal. */
public final class TerminalProgress implements Progress, AutoCloseable {

  private final String task;
  private final boolean visible = isTerminal();
  private @Nullable ProgressBar bar;

  /** Shows nothing yet. */
  public TerminalProgress(String task) {
    this.task = task;
  }

  @Override
  public void at(long done, long total) {
    if (!visible) {
      return;
    }
    if (bar == null) {
      bar = new ProgressBarBuilder().setTaskName(task).setInitialMax(total).build();
    }
    bar.stepTo(done);
  }

  /** JDK 22 and later always have a console, which says whether it is a terminal. */
  @SuppressWarnings("SystemConsoleNull") // Before JDK 22 it is null without a terminal.
  private static boolean isTerminal() {
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
