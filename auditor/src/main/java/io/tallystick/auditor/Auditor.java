package io.tallystick.auditor;

import java.util.Locale;

/** {@code java -jar tallystick-audit.jar}: the commands of {@link AuditCommand}. */
public final class Auditor {

  private Auditor() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] args) {
    // What is printed must not depend on where, since others compare it and programs read it.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    System.exit(AuditCommand.commandLine().setCommandName("tallystick-audit").execute(args));
  }
}
