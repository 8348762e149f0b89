package io.tallystick.launcher.tokens;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** There is no answer. It is not known whether the request was done. */
public final class UnansweredException extends IOException {

  private static final long serialVersionUID = 1L;

  UnansweredException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
