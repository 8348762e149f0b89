/**
 * The event log as a library. What is not exported is how it works inside, and may change with any
 * release.
 */
module io.tallystick.eventlog {
  requires transitive io.tallystick.event;
  requires static transitive org.jspecify;
  requires com.fasterxml.jackson.core;
  requires inet.ipaddr;
  requires org.slf4j;

  exports io.tallystick.eventlog.file;
  exports io.tallystick.eventlog.line;
  exports io.tallystick.eventlog.log;
  exports io.tallystick.eventlog.note;
  exports io.tallystick.eventlog.review;
}
