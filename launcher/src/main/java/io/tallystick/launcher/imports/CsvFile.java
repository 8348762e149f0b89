package io.tallystick.launcher.imports;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.jspecify.annotations.Nullable;

/** CSV (RFC 4180) with a header line. An empty field is as one that is not there. */
final class CsvFile implements ImportFile {

  private static final Set<String> KNOWN =
      Set.of("identity", "sha256", "token", "expiration", "issued_at");
  private static final Set<String> TIMES = Set.of("expiration", "issued_at");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,9})?");
  // As PostgreSQL writes it: 2030-01-31 12:00:00+00.
  private static final Pattern SHORT_OFFSET = Pattern.compile("[+-]\\d\\d$");

  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final List<String> header;

  CsvFile(BufferedReader reader) throws IOException {
    try {
      parser =
          CSVParser.parse(
              reader,
              CSVFormat.RFC4180
                  .builder()
                  .setHeader()
                  .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
                  .setSkipHeaderRecord(true)
                  .setIgnoreEmptyLines(true)
                  .get());
    } catch (IOException | IllegalArgumentException e) {
      throw badHeader(e);
    }
    records = parser.iterator();
    header = parser.getHeaderNames();
    // Without a header, the first line may have a token, so it is not shown.
    if (!KNOWN.containsAll(header)
        || !header.containsAll(List.of("identity", "expiration"))
        || header.contains("sha256") == header.contains("token")) {
      throw badHeader(null);
    }
  }

  private static IOException badHeader(@Nullable Exception cause) {
    return new IOException(
        "the first line is not a header: it must have the columns identity, expiration, and sha256"
            + " or token, and may have issued_at, such as identity,sha256,expiration",
        cause);
  }

  @Override
  public @Nullable Entry next() throws IOException {
    try {
      return records.hasNext() ? entry(records.next()) : null;
    } catch (UncheckedIOException | IllegalStateException e) {
      throw new IOException(
          ("line %d: the quotes are wrong, so the rest cannot be read; a quote in a quoted field is"
                  + " written twice")
              .formatted(parser.getCurrentLineNumber()),
          e);
    }
  }

  private Entry entry(CSVRecord record) {
    long line = parser.getCurrentLineNumber();
    if (!record.isConsistent()) {
      return Entry.unreadable(
          line, "it has %d fields, and the header has %d".formatted(record.size(), header.size()));
    }
    JsonObject fields = new JsonObject();
    for (String name : header) {
      String text = record.get(name);
      if (!text.isEmpty()) {
        fields.put(name, TIMES.contains(name) ? time(text) : text);
      }
    }
    return Entry.of(line, fields);
  }

  private static Object time(String text) {
    if (NUMBER.matcher(text).matches()) {
      return new BigDecimal(text);
    }
    return SHORT_OFFSET.matcher(text).find() && text.contains(":") ? text + ":00" : text;
  }
}
