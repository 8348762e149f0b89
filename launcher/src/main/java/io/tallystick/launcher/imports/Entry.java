package io.tallystick.launcher.imports;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A token in a file.
 *
 * @param line the number of the line at which it ends
 * @param fields what is in it, which is not checked; null if it cannot be read
 * @param fault why it cannot be read, in a sentence without a part of it; null if it can
 */
record Entry(long line, @Nullable JsonObject fields, @Nullable String fault) {

  static Entry of(long line, JsonObject fields) {
    return new Entry(line, fields, null);
  }

  static Entry unreadable(long line, String fault) {
    return new Entry(line, null, fault);
  }
}
