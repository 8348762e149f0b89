package io.tallystick.launcher.imports;

import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file with tokens, read entry by entry. */
interface ImportFile {

  /**
   * The next entry; null at the end.
   *
   * @throws IOException if the rest cannot be read either; the message has no part of the file
   */
  @Nullable Entry next() throws IOException;

  /**
   * Begins to read a file. It is NDJSON if its first character is a brace, and otherwise CSV.
   *
   * @throws IOException if it is neither
   */
  static ImportFile open(BufferedReader reader) throws IOException {
    reader.mark(2);
    int first = reader.read();
    if (first != '\ufeff') {
      reader.reset();
      reader.mark(1);
    } else {
      reader.mark(1);
    }
    first = reader.read();
    reader.reset();
    return first == '{' ? new NdjsonFile(reader) : new CsvFile(reader);
  }
}
