package io.tallystick.auditor.evidence;

import io.tallystick.eventlog.line.LoggedEvent;
import io.tallystick.eventlog.note.Checkpoint;
import io.tallystick.eventlog.note.RemovalNote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a folder of evidence shows. From this, its readable files follow byte for byte, so a check
 * can compare them.
 *
 * @param maker which release makes the readable files, as their first line says
 * @param tokenId the public id of the token, a UUID in lower case
 * @param events its events, at least one, in the order of their numbers
 * @param checkpoint what was signed
 * @param removal what was signed about removed lines; null if nothing was removed
 */
record Evidence(
    String maker,
    String tokenId,
    List<LoggedEvent> events,
    Checkpoint checkpoint,
    @Nullable RemovalNote removal) {

  static final String README = "README.txt";
  static final String PAGE = "index.html";
  static final String SCRIPT = "check.sh";
  static final String TOKEN_ID = "token-id";
  static final String CHECKPOINT = "checkpoint";
  static final String KEY = "key.pub";
  static final String REMOVAL = "removed.note";

  /** Copies the list. */
  Evidence {
    events = List.copyOf(events);
  }

  static String rotation(int number) {
    return "key-rotation-%04d.note".formatted(number);
  }

  static String line(long seq) {
    return "line-%d.json".formatted(seq);
  }

  static String proof(long seq) {
    return "line-%d.tlog-proof".formatted(seq);
  }

  /** This release, as the first line of the readable files says it. */
  static String thisRelease() {
    String version = Evidence.class.getPackage().getImplementationVersion();
    return "Made by tallystick-audit " + (version == null ? "(development)" : version);
  }

  /** The files for people, by their names. */
  Map<String, String> readableFiles() throws IOException {
    return Map.of(
        README,
        new EvidenceText(this).text(),
        PAGE,
        new EvidencePage(this).html(),
        SCRIPT,
        script());
  }

  private static String script() throws IOException {
    try (InputStream script = Evidence.class.getResourceAsStream(SCRIPT)) {
      return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
