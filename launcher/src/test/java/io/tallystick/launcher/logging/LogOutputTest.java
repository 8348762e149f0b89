package io.tallystick.launcher.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.status.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service's own logback.xml writes no text from outside as it is. */
class LogOutputTest {

  private static final String HOSTILE = "x\u001b[2K\r\u202e\n2026-11-24 INFO all is well";
  private static final String SHOWN = "x\\u{1b}[2K\\u{d}\\u{202e}\\u{a}2026-11-24 INFO all is well";

  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void theServicesConfigurationIsRead() throws Exception {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LogOutputTest.class.getResource("/logback.xml"));
    assertThat(context.getStatusManager().getCopyOfStatusList())
        .noneMatch(status -> status.getEffectiveLevel() >= Status.WARN);
  }

  @AfterEach
  void itIsEnded() {
    context.stop();
  }

  @Test
  void aMessageIsOneLine() {
    String logged = logged(Logger.ROOT_LOGGER_NAME, "log", "Refused " + HOSTILE, null);

    assertThat(logged).endsWith(" - Refused " + SHOWN + "\n").contains(" INFO  [");
    assertThat(logged.lines()).hasSize(1);
  }

  @Test
  void aMessageOfAnExceptionIsOneLine() {
    IOException exception = new IOException(HOSTILE, new IllegalStateException("cause " + HOSTILE));
    exception.addSuppressed(new IllegalArgumentException("suppressed " + HOSTILE));

    String logged = logged(Logger.ROOT_LOGGER_NAME, "log", "Failed", exception);

    assertThat(logged)
        .contains(" - Failed\njava.io.IOException: " + SHOWN + "\n\tat ")
        .contains("Caused by: java.lang.IllegalStateException: cause " + SHOWN + "\n")
        .contains("Suppressed: java.lang.IllegalArgumentException: suppressed " + SHOWN + "\n")
        .doesNotContainPattern("[\\p{C}&&[^\n\t]]");
  }

  @Test
  void anEventKeepsItsValue() {
    String event = "{\"identity\":\"x\\u001B\u009b\u202ey\"}";

    assertThat(logged("tallystick.audit", "events", event, null))
        .isEqualTo("{\"identity\":\"x\\u001B\\u009b\\u202ey\"}\n");
  }

  private String logged(
      String logger, String appender, String message, @Nullable Throwable exception) {
    Logger log = context.getLogger(logger);
    Appender<ILoggingEvent> written = log.getAppender(appender);
    ConsoleAppender<ILoggingEvent> console =
        (ConsoleAppender<ILoggingEvent>)
            (written instanceof LogQueue queue ? queue.getAppender("stderr") : written);
    byte[] line =
        console
            .getEncoder()
            .encode(new LoggingEvent("test", log, Level.INFO, message, exception, new Object[0]));
    return new String(line, StandardCharsets.UTF_8);
  }
}
