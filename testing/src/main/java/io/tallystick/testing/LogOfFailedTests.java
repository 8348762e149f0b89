package io.tallystick.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** If a test fails, prints where its log is. */
public final class LogOfFailedTests implements TestExecutionListener {

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.FAILED) {
      Path log = TestLog.file().toAbsolutePath();
      if (Files.exists(log)) {
        System.out.printf("%s failed; the log of these tests is %s%n", test.getDisplayName(), log);
      }
    }
  }
}
