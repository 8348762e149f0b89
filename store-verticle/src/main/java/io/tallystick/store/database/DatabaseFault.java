package io.tallystick.store.database;

import io.vertx.pgclient.PgException;
import java.util.Set;

/**
 * How to react to a failed call to PostgreSQL, by its SQLSTATE (PostgreSQL manual, appendix A,
 * "PostgreSQL Error Codes").
 */
public enum DatabaseFault {
  /** The connection, the server or another transaction was the cause. Send the call again. */
  TRANSIENT,
  /** The value of a row was rejected. Find the row. */
  BAD_ROW,
  /** Neither a retry nor other values will help. It is a defect, or a right is missing. */
  PERMANENT;

  // Connection, transaction rollback, insufficient resources, operator intervention, system error.
  private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "40", "53", "57", "58");
  // Lock not available; read-only transaction, as on a standby until it is promoted.
  private static final Set<String> TRANSIENT_STATES = Set.of("55P03", "25006");
  // Data, integrity constraint, program limit.
  private static final Set<String> BAD_ROW_CLASSES = Set.of("22", "23", "54");

  /** How to react to a failed call. An exception that is not from the server is transient. */
  public static DatabaseFault of(Throwable cause) {
    if (!(cause instanceof PgException fromServer)) {
      // A lost connection has many exception classes. Retries of a defect end at its deadline.
      return TRANSIENT;
    }
    String state = fromServer.getSqlState() == null ? "" : fromServer.getSqlState();
    String stateClass = state.substring(0, Math.min(2, state.length()));
    if (TRANSIENT_CLASSES.contains(stateClass) || TRANSIENT_STATES.contains(state)) {
      return TRANSIENT;
    }
    return BAD_ROW_CLASSES.contains(stateClass) ? BAD_ROW : PERMANENT;
  }

  /** The error for logs, without its message, which may contain values of a row. */
  public static String describe(Throwable cause) {
    return cause instanceof PgException fromServer
        ? "SQLSTATE " + fromServer.getSqlState()
        : cause.getClass().getSimpleName();
  }
}
