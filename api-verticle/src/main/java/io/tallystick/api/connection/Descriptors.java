package io.tallystick.api.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** File descriptors, of which each connection needs one. */
public final class Descriptors {

  /** Descriptors that are kept for files, the database, the other nodes and the JVM itself. */
  static final int KEPT_FREE = 256;

  private Descriptors() {}

  /** The number of descriptors that this process may open; the highest number if it is unknown. */
  public static long max() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }
}
