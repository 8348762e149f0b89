package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tallystick.event.EventDraft.Refusal;

/**
 * The API has refused an attempt, which changed nothing. Only nodes of an earlier release send it;
 * the others send {@link RecordRefusals}.
 *
 * @param event what was refused, and why
 */
public record RefusedAttempt(@JsonUnwrapped Refusal event) implements Message {}
