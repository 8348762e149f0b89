package io.tallystick.bench.micro;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Counts the bytes that the threads of another JVM have allocated. */
public final class AllocatedBytes implements AutoCloseable {

  private final JMXConnector connector;
  private final ThreadMXBean threads;

  private AllocatedBytes(JMXConnector connector, ThreadMXBean threads) {
    this.connector = connector;
    this.threads = threads;
  }

  /**
   * Attaches to a JVM of the same user.
   *
   * @throws IOException if that fails
   */
  @SuppressWarnings("BanJNDI") // The address is from a process that this one has started.
  public static AllocatedBytes of(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      JMXConnector connector =
          JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
      machine.detach();
      MBeanServerConnection server = connector.getMBeanServerConnection();
      return new AllocatedBytes(
          connector,
          ManagementFactory.newPlatformMXBeanProxy(
              server, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class));
    } catch (AttachNotSupportedException e) {
      throw new IOException(e);
    }
  }

  /** The bytes that each thread has allocated so far, by thread id. */
  public Map<Long, Long> byThread() {
    long[] ids = threads.getAllThreadIds();
    long[] bytes = threads.getThreadAllocatedBytes(ids);
    Map<Long, Long> byThread = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      byThread.put(ids[i], Math.max(0, bytes[i]));
    }
    return byThread;
  }

  /** The bytes that living threads have allocated since an earlier {@link #byThread}. */
  public long since(Map<Long, Long> earlier) {
    long sum = 0;
    for (Map.Entry<Long, Long> now : byThread().entrySet()) {
      sum += now.getValue() - earlier.getOrDefault(now.getKey(), 0L);
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
