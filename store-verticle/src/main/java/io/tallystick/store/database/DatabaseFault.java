package io.tallystick.store.database;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How to react to a failed connect or call, by its SQLSTATE (PostgreSQL manual, appendix A,
 * "PostgreSQL Error Codes"). This is the only place that decides it.
 */
public enum DatabaseFault {
  /** Another transaction or the load was the cause. Send the call again. */
  BUSY,
  /** The value of a row was rejected. Find the row. */
  BAD_ROW,
  /**
   * The session or the server was the cause, or its state is unknown. Open another connection, and
   * send the call again.
   */
  SESSION;

  // Transaction rollback, such as a deadlock.
  private static final String ROLLBACK_CLASS = "40";
  private static final String STATEMENT_CANCELED = "57014";
  // Lock not available, statement canceled by its timeout.
  private static final Set<String> BUSY_STATES = Set.of("55P03", STATEMENT_CANCELED);
  // Data, integrity constraint, program limit.
  private static final Set<String> BAD_ROW_CLASSES = Set.of("22", "23", "54");
  // Login refused (28), no such database (3D).
  private static final Set<String> LOGIN_CLASSES = Set.of("28", "3D");

  /** How to react to a failure. An exception that is not from the server ends the session. */
  public static DatabaseFault of(Throwable cause) {
    String state = state(cause);
    String stateClass = state.substring(0, Math.min(2, state.length()));
    if (stateClass.equals(ROLLBACK_CLASS) || BUSY_STATES.contains(state)) {
      return BUSY;
    }
    // Whatever else a server says is about itself or the session: it is read-only or a standby, it
    // shuts down, a right was revoked, a prepared statement is gone, a function is missing.
    return BAD_ROW_CLASSES.contains(stateClass) ? BAD_ROW : SESSION;
  }

  /** Whether it stays so until an operator changes something, and trying again is of no use. */
  public static boolean isLasting(Throwable cause) {
    String state = state(cause);
    return (cause instanceof UnsuitableServerException unsuitable && unsuitable.isLasting())
        || (state.length() >= 2 && LOGIN_CLASSES.contains(state.substring(0, 2)));
  }

  /** Whether the server took too long for the call, and canceled it. */
  public static boolean isStatementTimeout(Throwable cause) {
    return state(cause).equals(STATEMENT_CANCELED);
  }

  /**
   * The failure for logs. It has the server's own words, except if they may contain values of a
   * row.
   */
  public static String describe(Throwable cause) {
    if (cause instanceof PgException fromServer) {
      return of(cause) == BAD_ROW
          ? "SQLSTATE " + fromServer.getSqlState()
          : "%s (SQLSTATE %s)".formatted(fromServer.getErrorMessage(), fromServer.getSqlState());
    }
    if (cause instanceof TimeoutException) {
      return "no answer in time";
    }
    if (cause instanceof ClosedConnectionException) {
      return "the connection was closed";
    }
    // Other exceptions may contain values of a row.
    return hasPlainMessage(cause)
        ? String.valueOf(cause.getMessage())
        : cause.getClass().getSimpleName();
  }

  private static boolean hasPlainMessage(Throwable cause) {
    return cause instanceof UnsuitableServerException
        || cause instanceof ConnectException
        || cause instanceof UnknownHostException
        || cause instanceof SSLException;
  }

  /** A failure in a few words for {@code /health}, which any caller may see. */
  public static String summarize(Throwable cause) {
    if (cause instanceof UnsuitableServerException unsuitable) {
      return unsuitable.summary();
    }
    if (state(cause).equals("25006")) {
      return UnsuitableServerException.READ_ONLY;
    }
    return cause instanceof PgException ? "database refuses writes" : "database unreachable";
  }

  private static String state(Throwable cause) {
    @Nullable String state =
        cause instanceof PgException fromServer ? fromServer.getSqlState() : null;
    return state == null ? "" : state;
  }
}
