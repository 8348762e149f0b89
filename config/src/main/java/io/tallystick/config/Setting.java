package io.tallystick.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of one setting. Reading, the help text and the reference in the documentation
 * follow from it. Each setting is declared once, beside the accessor of its value.
 *
 * @param <T> type of its values
 */
public final class Setting<T> {

  private final String name;
  private final SettingType<T> type;
  private final DefaultValue defaultValue;
  private final String help;

  /** Declared by {@link SettingGroup#add}, so that no setting can be left out of the list. */
  public Setting(String name, SettingType<T> type, DefaultValue defaultValue, String help) {
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

  /** Whether {@link #defaultInWords} is a text that one could give to the setting. */
  public boolean hasLiteralDefault() {
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
  public String environmentName() {
    return SettingSources.ENVIRONMENT_PREFIX
        + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The text to read if no source names the setting; null if it is then absent. */
  @Nullable String defaultText() {
    return defaultValue.text();
  }

  /**
   * Reads and checks a text, a default one too.
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
