package io.tallystick.eventbus.message;

/** Asks a verticle whether it can do its work now. */
public record CheckHealth() implements Message {}
