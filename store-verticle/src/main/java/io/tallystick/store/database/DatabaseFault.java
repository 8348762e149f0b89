package io.tallystick.store.database;

import io.vertx.pgclient.PgException;
import java.util.Set;

/** What a failed call to PostgreSQL asks for, by its SQLSTATE (PostgreSQL manual, appendix A). */
public enum DatabaseFault {
  /** The connection, the server or another transaction stood in the way: send it again. */
  TRANSIENT,
  /** A value of some row is refused: find the row. */
  BAD_ROW,
  /** Neither time nor other values will help: a defect, or rights that are missing. */
  PERMANENT;

  // Connection, resources, rolled back, operator intervention, system error.
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58");
  // Lock not available; read-only, as a standby is until it is promoted.
  private static final Set<String> PASSING_STATES = Set.of("55P03", "25006");
  // Data, integrity constraint, program limit.
  private static final Set<String> ROW_CLASSES = Set.of("22", "23", "54");

  public static DatabaseFault of(Throwable cause) {
    if (!(cause instanceof PgException fromServer)) {
      // Lost connections come in many classes; a defect of ours would end with its deadline.
      return TRANSIENT;
    }
    String state = fromServer.getSqlState() == null ? "" : fromServer.getSqlState();
    String stateClass = state.substring(0, Math.min(2, state.length()));
    if (PASSING_CLASSES.contains(stateClass) || PASSING_STATES.contains(state)) {
      return TRANSIENT;
    }
    return ROW_CLASSES.contains(stateClass) ? BAD_ROW : PERMANENT;
  }

  /** For logs: names the fault, and shows no value of a row, which an error's detail would. */
  public static String describe(Throwable cause) {
    return cause instanceof PgException fromServer
        ? "SQLSTATE " + fromServer.getSqlState()
        : cause.getClass().getSimpleName();
  }
}
