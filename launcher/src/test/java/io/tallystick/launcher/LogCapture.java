package io.tallystick.launcher;

import io.tallystick.testing.TestLog;
import java.io.IOException;
import java.util.List;

/** What is logged in this JVM from when this was made, by a service among others. */
final class LogCapture {

  private final TestLog log;

  LogCapture() throws IOException {
    log = TestLog.fromHere();
  }

  List<String> lines() throws IOException {
    return log.lines();
  }
}
