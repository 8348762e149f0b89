package io.tallystick.eventbus.message;

/** The audit verticle records the attempts from now on. */
public record RefusalsTaken() implements Message {}
