package io.tallystick.config;

import java.util.List;
import java.util.stream.Collectors;

/** Some settings are not allowed. The message has a line for each fault, and shows no secret. */
public final class InvalidSettingsException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param faults a sentence for each fault, without secrets
   */
  public InvalidSettingsException(List<String> faults) {
    super(
        faults.stream()
            // A line feed in a value must not look like the start of the next fault.
            .map(fault -> "  " + fault.replace("\n", "\n      "))
            .collect(
                Collectors.joining(
                    "\n",
                    faults.size() == 1
                        ? "One setting is not right:\n"
                        : faults.size() + " settings are not right:\n",
                    "")));
  }
}
