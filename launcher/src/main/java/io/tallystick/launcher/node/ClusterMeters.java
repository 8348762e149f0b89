package io.tallystick.launcher.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.eventbus.Bus;

/** The metrics that tell who is in the cluster. */
final class ClusterMeters {

  private ClusterMeters() {}

  /** Adds them to a registry. They are up to date whenever they are read. */
  static void register(MeterRegistry meters, Bus bus) {
    Gauge.builder("tallystick.cluster.nodes", bus, b -> b.nodes().size())
        .description("Nodes of the cluster that this node hears, itself included")
        .register(meters);
    Gauge.builder("tallystick.cluster.strangers", bus, b -> b.strangers().size())
        .description("Nodes that have joined with another database")
        .register(meters);
    FunctionCounter.builder("tallystick.cluster.messages.refused", bus, Bus::refusedMessages)
        .description("Messages that were refused: they cannot be read, or no node sends them")
        .register(meters);
  }
}
