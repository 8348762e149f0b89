package io.tallystick.eventbus.message;

/**
 * A verticle's reply to {@link CheckHealth}.
 *
 * @param up whether the verticle can do its work
 * @param detail {@link #OK}, or a few words for operators, which any caller may see
 */
public record Health(boolean up, String detail) implements Message {

  /** The detail if all is well. */
  public static final String OK = "ok";
}
