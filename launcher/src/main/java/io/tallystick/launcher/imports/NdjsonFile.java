package io.tallystick.launcher.imports;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.request.ImportRequest;
import io.tallystick.api.request.StrictJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An object of JSON on each line. */
final class NdjsonFile implements ImportFile {

  private final BufferedReader reader;
  private long line;

  NdjsonFile(BufferedReader reader) {
    this.reader = reader;
  }

  @Override
  public @Nullable Entry next() throws IOException {
    String text = readLine();
    while (text != null && text.isBlank()) {
      text = readLine();
    }
    return text == null ? null : entry(text);
  }

  private @Nullable String readLine() throws IOException {
    line++;
    return reader.readLine();
  }

  private Entry entry(String text) {
    try {
      if (StrictJson.parse(Buffer.buffer(text), ImportRequest.EXAMPLE)
          instanceof JsonObject object) {
        return Entry.of(line, object);
      }
    } catch (RefusalException e) {
      return Entry.unreadable(line, e.detail().toString().replaceFirst("^the body", "it"));
    }
    return Entry.unreadable(line, "it must be an object of JSON such as " + ImportRequest.EXAMPLE);
  }
}
