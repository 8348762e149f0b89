package io.tallystick.eventbus.message;

/**
 * A verticle's answer to {@link CheckHealth}.
 *
 * @param up whether it can do its work
 * @param detail {@link #OK}, or a word or two for operators, fit to be shown to any caller
 */
public record Health(boolean up, String detail) implements Message {

  /** The detail where there is nothing to say. */
  public static final String OK = "ok";
}
