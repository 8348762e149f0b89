/** The event model. */
module io.tallystick.event {
  requires static transitive org.jspecify;

  exports io.tallystick.event;
}
