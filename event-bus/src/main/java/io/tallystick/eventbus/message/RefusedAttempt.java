package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tallystick.event.EventDraft.Refusal;

/**
 * An attempt was refused, and changed nothing.
 *
 * @param event what was refused, and why
 */
public record RefusedAttempt(@JsonUnwrapped Refusal event) implements Message {}
