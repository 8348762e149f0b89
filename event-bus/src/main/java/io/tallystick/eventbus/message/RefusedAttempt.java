package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tallystick.event.EventDraft.Refusal;

/**
 * The API has refused an attempt, which changed nothing.
 *
 * @param event what was refused, and why
 */
public record RefusedAttempt(@JsonUnwrapped Refusal event) implements Message {}
