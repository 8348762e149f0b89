package io.tallystick.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Programs of the machine that tests run. */
final class Commands {

  private Commands() {}

  /** Runs one, its words parted by spaces; fails with what it says where it fails. */
  static void run(String command) throws IOException {
    Process process = new ProcessBuilder(command.split(" ", -1)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command + ": " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** The same, where it does not matter whether it fails. */
  static boolean tryRun(String command) {
    try {
      run(command);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
