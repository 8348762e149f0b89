package io.tallystick.eventbus;

/** Asks a verticle whether it can do its work now. */
public record CheckHealth() implements Message {}
