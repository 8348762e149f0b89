package io.tallystick.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of one setting. Reading, the help text and the reference in the documentation
 * follow from it. Each setting is declared once, next to the accessor of its value.
 *
 * @param <T> the type of its values
 */
public final class Setting<T> {

  private final String name;
  private final SettingType<T> type;
  private final DefaultValue defaultValue;
  private final String help;

  /** Called only by {@link SettingGroup#add}, so that the list has every setting. */
  Setting(String name, SettingType<T> type, DefaultValue defaultValue, String help) {
    this.name = name;
    this.type = type;
    this.defaultValue = defaultValue;
    this.help = help;
  }

  /** The dotted name, such as {@code api.port}. */
  public String name() {
    return name;
  }

  /**
   * The default as a reader should see it: the text itself, or words if there is none or if it
   * depends on the machine.
   */
  public String defaultInWords() {
    return defaultValue.inWords();
  }

  /** Whether {@link #defaultInWords} is itself an allowed text of the setting. */
  boolean hasLiteralDefault() {
    return defaultValue.literal();
  }

  /** What the setting takes, with its bounds, such as "a whole number from 1 to 256". */
  public String allowed() {
    return type.allowed();
  }

  /** Whether its value must never be shown. */
  public boolean secret() {
    return type.secret();
  }

  /** What the setting does, in a sentence. */
  public String help() {
    return help;
  }

  /** The environment variable: upper case, with an underscore for every dot and dash. */
  String environmentName() {
    return SettingSources.ENVIRONMENT_PREFIX
        + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The default as a text to parse; null if there is none. */
  @Nullable String defaultText() {
    return defaultValue.text();
  }

  /**
   * Parses and checks a text. Defaults are checked too.
   *
   * @throws IllegalArgumentException saying what is allowed instead
   */
  T parse(String text) {
    return type.parse(text);
  }

  @Override
  public String toString() {
    return name;
  }
}
