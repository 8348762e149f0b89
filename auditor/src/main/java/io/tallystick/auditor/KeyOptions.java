package io.tallystick.auditor;

import io.tallystick.eventlog.review.LogReview;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the public keys that a command is given. */
final class KeyOptions {

  static final String HELP =
      "The public key, as in key.pub. Use a copy that was handed out earlier, not the one in the log's directory. Can be given several times, such as for each node of a cluster.";

  private KeyOptions() {}

  /**
   * A review that trusts the keys in these files.
   *
   * @throws IllegalArgumentException if one is not a public key
   * @throws IOException if a file cannot be read
   */
  static LogReview review(List<Path> files) throws IOException {
    return new LogReview(texts(files));
  }

  /**
   * The texts of the keys in these files, by the names of the files, in their order.
   *
   * @throws IOException if a file cannot be read
   */
  static Map<String, String> texts(List<Path> files) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Path file : files) {
      texts.put(file.toString(), Files.readString(file));
    }
    return texts;
  }
}
