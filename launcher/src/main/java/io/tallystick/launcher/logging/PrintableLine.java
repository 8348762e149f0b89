package io.tallystick.launcher.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import io.tallystick.event.PrintableText;

/** {@code %printable(…)} in a pattern of logback: what is inside, on a single line. */
public final class PrintableLine extends CompositeConverter<ILoggingEvent> {

  @Override
  protected String transform(ILoggingEvent event, String text) {
    return PrintableText.of(text);
  }
}
