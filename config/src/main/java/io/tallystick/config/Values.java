package io.tallystick.config;

import io.tallystick.config.value.TlsFiles;
import io.tallystick.config.value.TlsFiles.NamedFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values of settings, read and checked. Immutable. */
final class Values {

  private final Map<Setting<?>, Object> bySetting;

  /** Each value must come from {@link Setting#parse} of its setting; absent ones have no entry. */
  Values(Map<Setting<?>, Object> bySetting) {
    this.bySetting = Map.copyOf(bySetting);
  }

  /**
   * The value of a setting that has a default.
   *
   * @throws IllegalStateException if the setting is absent, which is a defect
   */
  <T> T get(Setting<T> setting) {
    T value = find(setting);
    if (value == null) {
      throw new IllegalStateException(setting.name() + " has no value and no default");
    }
    return value;
  }

  /** The value of a setting, or null if it is absent. */
  @SuppressWarnings("unchecked") // The constructor takes only values of the setting's type.
  <T> @Nullable T find(Setting<T> setting) {
    return (T) bySetting.get(setting);
  }

  /**
   * The files of one end of TLS; null if no certificate is named, so that end has no TLS.
   *
   * @throws IllegalStateException if a certificate is named, but no key
   */
  @Nullable TlsFiles findTls(
      Setting<Path> certificate, Setting<Path> key, Setting<Path> authorities) {
    NamedFile named = findFile(certificate);
    return named == null
        ? null
        : new TlsFiles(named, new NamedFile(key.name(), get(key)), findFile(authorities));
  }

  private @Nullable NamedFile findFile(Setting<Path> setting) {
    Path path = find(setting);
    return path == null ? null : new NamedFile(setting.name(), path);
  }

  /** The same values, except for one setting. */
  <T> Values with(Setting<T> setting, T value) {
    Map<Setting<?>, Object> changed = new HashMap<>(bySetting);
    changed.put(setting, value);
    return new Values(changed);
  }

  /** The settings of a list with their values, for logs. Secrets are masked. */
  String show(List<Setting<?>> settings) {
    return settings.stream()
        .filter(bySetting::containsKey)
        .map(s -> s.name() + "=" + (s.secret() ? "***" : bySetting.get(s)))
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
