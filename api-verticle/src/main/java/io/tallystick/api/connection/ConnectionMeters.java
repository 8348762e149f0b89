package io.tallystick.api.connection;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Meters of the connections of a node. */
public final class ConnectionMeters {

  private ConnectionMeters() {}

  /** Adds the meters to a registry. */
  public static void register(MeterRegistry meters, ConnectionLimits limits) {
    Gauge.builder("tallystick.http.connections", limits, ConnectionLimits::open)
        .description("Open HTTP connections")
        .register(meters);
    FunctionCounter.builder(
            "tallystick.http.connections.refused", limits, ConnectionLimits::refused)
        .description("HTTP connections that were closed at once, since there were too many")
        .register(meters);
    FunctionCounter.builder("tallystick.http.connections.cut", limits, ConnectionLimits::cut)
        .description("HTTP/2 connections that were closed, since there were too many streams")
        .register(meters);
  }
}
