package io.tallystick.testing;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JSON Schema that each line of the event log must hold to, as it stands in the repository. */
public final class EventSchema {

  private static final Path FILE =
      Path.of("../event-log/src/main/resources/io/tallystick/eventlog/event.schema.json");

  /** Read once, by the first line that is checked. */
  private static final class Read {
    static final Schema SCHEMA = read();
  }

  private EventSchema() {}

  /** What is wrong with a line; nothing where it holds to the schema. */
  public static List<String> faults(String line) {
    return Read.SCHEMA.validate(line, InputFormat.JSON).stream().map(Error::toString).toList();
  }

  private static Schema read() {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Files.readString(FILE), InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
