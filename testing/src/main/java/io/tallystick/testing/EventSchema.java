package io.tallystick.testing;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The JSON Schema that each line of the event log must hold to, read from the class path. */
public final class EventSchema {

  private static final String RESOURCE = "io/tallystick/eventlog/event.schema.json";

  /** Read once, by the first line that is checked. */
  private static final class Read {
    static final Schema SCHEMA = read();
  }

  private EventSchema() {}

  /** What is wrong with a line; nothing if it holds to the schema. */
  public static List<String> faults(String line) {
    return Read.SCHEMA.validate(line, InputFormat.JSON).stream().map(Error::toString).toList();
  }

  private static Schema read() {
    try (InputStream in = EventSchema.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            RESOURCE + " is not on the class path: the module that has it must be a dependency");
      }
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
