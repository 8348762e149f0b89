package io.tallystick.launcher;

import java.io.IOException;

/** Signals that Java cannot send. */
final class Signals {

  private Signals() {}

  static void send(String name, ProcessHandle process) throws IOException {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
