package io.tallystick.launcher;

/** What can go wrong in a cluster. */
enum Fault {
  NODE_KILLED(On.ANY_NODE, false),
  NODE_FROZEN(On.ANY_NODE, false),
  NODE_REPLACED(On.ANY_NODE, false),
  /** Reaches its database and its callers, but no other node. */
  NODE_CUT_OFF(On.ANY_NODE, true),
  /** Much less gets through between it and all others than they have to say. */
  NODE_SLOW(On.ANY_NODE, true),
  /** Its clock is minutes or hours wrong. */
  CLOCK_MOVED(On.ANY_NODE, false),
  /** Nothing more can be written where its event log is. */
  DISK_FULL(On.STORE_NODE, true),
  CONNECTIONS_CUT(On.STORE_NODE, false),
  /** What is sent on its connections to the database is lost for good, and nobody is told. */
  CONNECTIONS_LOST(On.STORE_NODE, false),
  DATABASE_CUT_OFF(On.STORE_NODE, false),
  DATABASE_SILENT(On.STORE_NODE, false),
  DATABASE_SLOW(On.STORE_NODE, false),
  /** Its address leads to a standby, which knows nothing of what happens meanwhile. */
  DATABASE_IS_STANDBY(On.STORE_NODE, false),
  /** For all nodes, each round trip takes as long as one to another city, or another continent. */
  DATABASE_FAR(On.DATABASE, false),
  DATABASE_KILLED(On.DATABASE, false),
  DATABASE_RESTARTED(On.DATABASE, false),
  DATABASE_FROZEN(On.DATABASE, false),
  /** As after a demotion: whoever connects can read only. */
  DATABASE_READ_ONLY(On.DATABASE, false),
  /** It has another address, although DNS said that the old one is good for a day. */
  DATABASE_MOVED(On.DATABASE, true),
  /** Its clock is minutes or hours wrong, and not those of the nodes. */
  DATABASE_CLOCK_MOVED(On.DATABASE, false),
  /** Another session has the lock that ANALYZE takes. */
  PARTITIONS_LOCKED(On.DATABASE, false),
  /** Another session has the row that all writers wait for. */
  HEAD_LOCKED(On.DATABASE, false);

  /** Where it happens. */
  enum On {
    ANY_NODE,
    STORE_NODE,
    DATABASE
  }

  private final On where;
  private final boolean rootOnly;

  Fault(On where, boolean rootOnly) {
    this.where = where;
    this.rootOnly = rootOnly;
  }

  On where() {
    return where;
  }

  /** Whether only root can inflict it, on Linux. */
  boolean isRootOnly() {
    return rootOnly;
  }
}
