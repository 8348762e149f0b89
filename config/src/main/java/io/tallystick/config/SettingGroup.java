package io.tallystick.config;

import java.util.ArrayList;
import java.util.List;

/** The settings that one class declares, in the order of their declarations. */
final class SettingGroup {

  private final List<Setting<?>> settings = new ArrayList<>();

  /**
   * Declares a setting.
   *
   * @param name dotted name, such as {@code api.port}
   * @param type which texts are allowed, and how they are parsed
   * @param defaultValue used if no source has the setting
   * @param help what the setting does, in a sentence
   */
  <T> Setting<T> add(String name, SettingType<T> type, DefaultValue defaultValue, String help) {
    Setting<T> setting = new Setting<>(name, type, defaultValue, help);
    settings.add(setting);
    return setting;
  }

  /** All settings declared so far. */
  List<Setting<?>> all() {
    return List.copyOf(settings);
  }
}
