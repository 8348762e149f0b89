package io.tallystick.launcher;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signal SIGHUP, which {@code logrotate} sends so that a program opens its log files again. By
 * default it would end a JVM. The service has nothing to open again, so it goes on.
 */
final class Hangup {

  private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

  private Hangup() {}

  /** Ignores the signal from now on, and logs each one. Does nothing on a system without it. */
  static void ignore() {
    try {
      // By name, because the compiler has a warning for this class that no annotation turns off. It
      // is in the module jdk.unsupported, which is meant for use by libraries.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle log =
          MethodHandles.lookup()
              .findStatic(Hangup.class, "ignored", MethodType.methodType(void.class));
      Object ignoring =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(log, 0, signal));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ignoring);
    } catch (ReflectiveOperationException e) {
      LOG.debug("There is no SIGHUP to ignore", e);
    }
  }

  @SuppressWarnings("UnusedMethod") // The handle above calls it.
  private static void ignored() {
    LOG.info("SIGHUP is ignored: the service has no files to open again. SIGTERM stops it");
  }
}
