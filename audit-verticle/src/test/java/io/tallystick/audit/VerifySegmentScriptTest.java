package io.tallystick.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script for reviewers, which shares no code with us, comes to the same verdicts. */
class VerifySegmentScriptTest {

  private static final Path SCRIPT = Path.of("verify-segment.sh").toAbsolutePath();

  @TempDir Path directory;

  @BeforeAll
  static void toolsAreHere() {
    Assumptions.assumeTrue(
        Stream.of("openssl", "xxd", "base64", "mktemp").allMatch(VerifySegmentScriptTest::isHere),
        "the script's tools are missing");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 21})
  void itAgreesWithUs(int lines) throws Exception {
    try (EventLog log = EventLog.open(directory, "test")) {
      log.append(Events.lines(1, lines));
      log.sign();
    }
    Path segment = Segment.file(directory, 1);
    Path checkpoint = SignedCheckpoint.file(directory);
    String text = Files.readString(segment);
    String note = Files.readString(checkpoint);

    assertThat(verdict()).isZero();
    assertThat(new LogReview(key()).verify(directory, null, Progress.UNSEEN).holds()).isTrue();

    Files.writeString(segment, text.replace("\"sequence\":" + lines, "\"sequence\":99"));
    assertBroken();
    Files.writeString(segment, text.substring(0, text.length() - 1));
    assertBroken();
    Files.writeString(segment, text);
    Files.writeString(checkpoint, note.replace("test\n" + lines, "test\n" + (lines + 1)));
    assertBroken();
  }

  private void assertBroken() throws Exception {
    assertThat(verdict()).isEqualTo(1);
    assertThat(new LogReview(key()).verify(directory, null, Progress.UNSEEN).holds()).isFalse();
  }

  private String key() throws IOException {
    return Files.readString(directory.resolve(LogTree.PUBLIC_KEY));
  }

  private int verdict() throws Exception {
    return new ProcessBuilder(
            List.of(
                "sh",
                SCRIPT.toString(),
                directory.toString(),
                directory.resolve(LogTree.PUBLIC_KEY).toString()))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start()
        .waitFor();
  }

  private static boolean isHere(String tool) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }
}
