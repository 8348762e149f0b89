package io.tallystick.config.source;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The environment variables that Kubernetes and Docker set in each container for the services
 * beside it. For a service named {@code tallystick} or {@code tallystick-api}, they begin like
 * those of settings.
 */
public final class ServiceLinks {

  private static final Pattern NAME =
      Pattern.compile(
          "\\w+_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
  // Such as TALLYSTICK_API_PORT=tcp://10.0.0.1:80, which is also the name of a setting.
  private static final Pattern URL = Pattern.compile("(tcp|udp|sctp)://\\S+");

  private ServiceLinks() {}

  /** Whether a variable speaks of a service, and not of a setting. */
  public static boolean isOne(String variable, String text) {
    return NAME.matcher(variable).matches()
        || (variable.endsWith("_PORT") && URL.matcher(text).matches());
  }

  /**
   * The names of the variables that speak of services.
   *
   * @param prefix what they begin with
   */
  public static List<String> in(Map<String, String> environment, String prefix) {
    return environment.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .filter(entry -> isOne(entry.getKey(), entry.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
