package io.tallystick.auditor;

import picocli.CommandLine.IVersionProvider;

/** The version in the manifest of the jar that the program runs from. */
public final class ProgramVersion implements IVersionProvider {

  /** The version; {@code (development)} if the program does not run from a jar. */
  public static String text() {
    String version = ProgramVersion.class.getPackage().getImplementationVersion();
    return version == null ? "(development)" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"Tallystick " + text()};
  }
}
