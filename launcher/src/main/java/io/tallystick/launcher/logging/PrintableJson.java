package io.tallystick.launcher.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import io.tallystick.event.PrintableText;

/** {@code %json(…)} in a pattern of logback: what is inside must be JSON, and keeps its value. */
public final class PrintableJson extends CompositeConverter<ILoggingEvent> {

  @Override
  protected String transform(ILoggingEvent event, String text) {
    return PrintableText.json(text);
  }
}
