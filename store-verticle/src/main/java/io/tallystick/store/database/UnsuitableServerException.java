package io.tallystick.store.database;

/** A server answers, but the service cannot use it, at least for now. */
public final class UnsuitableServerException extends Exception {

  private static final long serialVersionUID = 1L;

  static final String READ_ONLY = "database is read-only";

  private final String summary;
  private final boolean lasting;

  private UnsuitableServerException(String message, String summary, boolean lasting) {
    super(message, null, false, false);
    this.summary = summary;
    this.lasting = lasting;
  }

  /** The server is a standby, or does not take writes. That may change. */
  static UnsuitableServerException readOnly(String server, boolean standby) {
    return new UnsuitableServerException(
        "%s %s".formatted(server, standby ? "is a standby" : "is read-only"), READ_ONLY, false);
  }

  /** The database can never be used as it is. The message says what is needed. */
  static UnsuitableServerException lasting(String message) {
    return new UnsuitableServerException(message, "database cannot be used", true);
  }

  /** A few words for {@code /health}, which any caller may see. */
  String summary() {
    return summary;
  }

  /** Whether it stays as it is until an operator changes something. */
  boolean isLasting() {
    return lasting;
  }
}
