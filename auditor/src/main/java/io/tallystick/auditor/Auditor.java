package io.tallystick.auditor;

/** {@code java -jar tallystick-audit.jar}: the commands of {@link AuditCommand}. */
public final class Auditor {

  private Auditor() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] args) {
    System.exit(AuditCommand.commandLine().setCommandName("tallystick-audit").execute(args));
  }
}
