package io.tallystick.launcher.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.tallystick.event.PrintableText;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code %printableEx} in a pattern of logback: the exception with its stack trace. Each message in
 * it is on a single line, so it cannot look like another line of the log.
 */
public final class PrintableTrace extends ThrowableProxyConverter {

  @Override
  protected String throwableProxyToString(IThrowableProxy exception) {
    return super.throwableProxyToString(new Printable(exception));
  }

  /** The same exception with other messages. */
  private record Printable(IThrowableProxy exception) implements IThrowableProxy {

    private static @Nullable String printable(@Nullable String message) {
      return message == null ? null : PrintableText.of(message);
    }

    @Override
    public @Nullable String getMessage() {
      return printable(exception.getMessage());
    }

    @Override
    public @Nullable String getOverridingMessage() {
      return printable(exception.getOverridingMessage());
    }

    @Override
    public String getClassName() {
      return exception.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
      return exception.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
      return exception.getCommonFrames();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
      IThrowableProxy cause = exception.getCause();
      return cause == null ? null : new Printable(cause);
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
      return Stream.of(exception.getSuppressed()).map(Printable::new).toArray(Printable[]::new);
    }

    @Override
    public boolean isCyclic() {
      return exception.isCyclic();
    }
  }
}
