package io.tallystick.launcher;

/** Signals that Java cannot send. */
final class Signals {

  private Signals() {}

  /** Sends one; to a process that has ended, nothing. */
  static void send(String name, ProcessHandle process) {
    Commands.tryRun("kill -%s %d".formatted(name, process.pid()));
  }
}
