package io.tallystick.launcher;

import static io.tallystick.launcher.Service.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.testing.TestPostgres;
import io.tallystick.token.ImportedToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with tokens of another service, imported by the command. */
class ImportCommandTest {

  private static final String URL = TestPostgres.shared().newDatabase();

  @TempDir static Path data;
  @TempDir Path files;
  private static Service service;
  private static Path operatorToken;
  private static String later;

  /** What the command works with. */
  private enum Way {
    HTTP,
    DATABASE;

    List<String> options() {
      return this == HTTP
          ? List.of("--url=" + service.uri(""), "--operator-token-file=" + operatorToken)
          : List.of("-Dtallystick.store.url=" + URL);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    later = Instant.now().plus(30, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS).toString();
    service = Service.start(data, Map.of("store.url", URL, "api.operators", "ops"));
    operatorToken = data.resolve("operator-token");
    Files.writeString(
        operatorToken,
        CommandRun.of("token", "issue", "--identity=ops", "-Dtallystick.store.url=" + URL).out());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest
  @EnumSource
  void csvWithHashesAndQuotesIsImported(Way way) throws Exception {
    String identity = "Müller, \"Söhne\"\nund " + way;
    String plain = "csv " + way;
    CommandRun broken = run(way, csv("sha256", quoted(identity), hash(plain)));
    // A line break is in no identity; it only shows that lines are counted by what they are.
    assertThat(broken.exit()).isEqualTo(1);
    assertThat(broken.err()).startsWith("line 3: identity has the control character U+000A");

    CommandRun run = run(way, csv("sha256", quoted(identity.replace('\n', ' ')), hash(plain)));

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("1 imported, 0 known before, 0 refused\n");
    assertThat(run.exit()).isZero();
    assertThat(service.delete(identity.replace('\n', ' '), plain).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void plainTokensAreHashedHere(Way way) throws Exception {
    String token = "plain-token-" + UUID.randomUUID();

    CommandRun run = run(way, csv("token", "billing", token));

    assertThat(run.exit()).isZero();
    assertThat(run.out() + run.err()).doesNotContain(token);
    assertThat(service.delete("billing", token).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void linesOfJsonAreImportedFromStandardInput(Way way) {
    String token = "ndjson " + way;
    String line =
        "{\"identity\": \"billing\", \"token\": \"%s\", \"expiration\": \"%s\", \"issued_at\":"
            + " 1700000000}\n\n";

    CommandRun run = input(way, line.formatted(token, later), "-", "--output=json");

    assertThat(run.exit()).isZero();
    assertThat(json(run.out()))
        .isEqualTo(
            json(
                "{\"dry_run\": false, \"imported\": 1, \"known\": 0, \"refused\": 0, \"last_line\":"
                    + " 1}"));
    assertThat(service.delete("billing", token).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void theSameFileAgainChangesNothing(Way way) throws Exception {
    String name = "again " + way + " ";
    String csv = rows(2_500, name);

    assertThat(run(way, csv).out()).isEqualTo("2,500 imported, 0 known before, 0 refused\n");
    assertThat(service.delete("many", name + 1).statusCode()).isEqualTo(200);
    CommandRun again = run(way, csv);

    assertThat(again.exit()).isZero();
    assertThat(again.out()).isEqualTo("0 imported, 2,500 known before, 0 refused\n");
    assertThat(service.delete("many", name + 1).statusCode()).isEqualTo(404);
    assertThat(run(way, csv, "--from-line=2502").out())
        .isEqualTo("0 imported, 0 known before, 0 refused\n");
    assertThat(run(way, csv, "--from-line=2500").out())
        .isEqualTo("0 imported, 2 known before, 0 refused\n");
  }

  @ParameterizedTest
  @EnumSource
  void aDryRunSaysWhatIsWrongAndImportsNothing(Way way) throws Exception {
    String token = "dry " + way;
    Path errors = files.resolve("errors.txt");

    CommandRun run =
        run(
            way,
            csv("sha256", "billing", hash(token)) + "billing,abc,2001-01-01T00:00:00Z\na,b\n",
            "--dry-run",
            "--errors=" + errors);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("1 could be imported, 0 known before, 2 refused\n");
    assertThat(run.err()).isEmpty();
    assertThat(Files.readAllLines(errors))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("line 3: sha256 must be 64 hexadecimal digits"),
            line -> assertThat(line).isEqualTo("line 4: it has 2 fields, and the header has 3"));
    assertThat(service.delete("billing", token).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void refusedEntriesStopNoOthersAndAreShownInOrder(Way way) throws Exception {
    String name = "order " + way;
    run(way, csv("sha256", "first", hash(name)));
    String file =
        csv("sha256", "second", hash(name))
            + "billing,%s,2001-01-01 00:00:00+00\n".formatted(hash(name + "a"))
            + "billing,%s,%d\n".formatted(hash(name + "b"), Instant.parse(later).getEpochSecond());

    CommandRun run = run(way, file);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("1 imported, 0 known before, 2 refused\n");
    // The second one is found before anything is sent, and told in its place nevertheless.
    assertThat(run.err().lines())
        .containsExactly(
            "line 2: This token was imported before for another identity, which it keeps.",
            "line 3: expiration is not in the future: it is 2001-01-01T00:00:00Z");
  }

  @Test
  void onlyTheFirstFaultsAreShownWithoutAFileForThem() throws Exception {
    CommandRun run = run(Way.HTTP, "identity,sha256,expiration\n" + "a,b,c\n".repeat(20));

    assertThat(run.err().lines()).hasSize(11).last().asString().contains("--errors FILE");
    assertThat(run.out()).isEqualTo("0 imported, 0 known before, 20 refused\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret-token-1,billing,2030-01-01\n",
        "identity,expiration\n",
        "identity,token,sha256,expiration\n",
        "identity,token,expiration,secret-token-1\n",
        "identity,identity,token,expiration\n"
      })
  void aFileWithoutItsHeaderIsNotRead(String content) throws Exception {
    CommandRun run = run(Way.HTTP, content);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("the first line is not a header: it must have the columns identity, expiration")
        .doesNotContain("secret-token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"identity\": \"a\", \"token\": \"secret-1\"",
        "{\"identity\": \"a\", \"token\": \"secret-1\", \"token\": \"secret-1\"}",
        "{\"identity\": \"a\", \"token\": \"secret-1\", \"sha256\": \"secret-1\"}",
        "{\"identity\": \"a\", \"token\": {\"secret-1\": 1}}",
        "{\"identity\": \"a\", \"secret-1\": 1}",
        "{\"identity\": \"a\", \"sha256\": \"secret-1\", \"expiration\": \"secret-1\"}",
        "{}\nsecret-1"
      })
  void noFaultRepeatsWhatMayBeAToken(String content) throws Exception {
    Path errors = files.resolve("errors.txt");

    CommandRun shown = run(Way.DATABASE, content);
    run(Way.DATABASE, content, "--errors=" + errors);

    assertThat(shown.exit()).isEqualTo(1);
    assertThat(shown.err()).startsWith("line 1: ");
    assertThat(shown.out() + shown.err() + Files.readString(errors)).doesNotContain("secret-1");
  }

  @Test
  void tokensOfOurOwnFormAreNotImported() throws Exception {
    String ours = service.issue("billing");

    CommandRun run = run(Way.HTTP, csv("token", "billing", ours));

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo("line 2: the token has the form of Tallystick's own, which are not imported\n");
  }

  @Test
  void wrongQuotesEndTheImportAndWhatCameBeforeIsDone() throws Exception {
    String file = rows(1_500, "quotes ") + "\"a\"b,c,d\n";

    CommandRun run = run(Way.HTTP, file);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("line 1502: the quotes are wrong").contains("--from-line ");
    CommandRun rest = run(Way.HTTP, rows(1_500, "quotes "));
    assertThat(rest.exit()).isZero();
  }

  @Test
  void anInterruptedImportIsFinishedByRunningItAgain(@TempDir Path own) throws Exception {
    String url = TestPostgres.shared().newDatabase();
    String csv = rows(3_000, "interrupted ");
    Path file = Files.writeString(files.resolve("tokens.csv"), csv);
    try (Service first = Service.start(own, Map.of("store.url", url, "api.operators", "ops"))) {
      assertThat(
              CommandRun.of(
                      "token",
                      "import",
                      Files.writeString(files.resolve("part.csv"), csv.substring(0, 100_000))
                          .toString(),
                      "-Dtallystick.store.url=" + url)
                  .exit())
          .isEqualTo(1);

      CommandRun again =
          CommandRun.of("token", "import", file.toString(), "-Dtallystick.store.url=" + url);

      assertThat(again.exit()).isZero();
      assertThat(again.out()).matches("1,\\d{3} imported, 1,\\d{3} known before, 0 refused\n");
      assertThat(first.delete("many", "interrupted 2999").statusCode()).isEqualTo(200);
    }
  }

  private static String rows(int count, String name) {
    return IntStream.range(0, count)
        .mapToObj(i -> "many,%s,%s\n".formatted(hash(name + i), later))
        .collect(Collectors.joining("", "identity,sha256,expiration\n", ""));
  }

  private static String csv(String column, String identity, String value) {
    return "identity,%s,expiration\n%s,%s,%s\n".formatted(column, identity, value, later);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  private static String hash(String token) {
    return ImportedToken.hash(token).hex();
  }

  private CommandRun run(Way way, String content, String... options) throws IOException {
    Path file = Files.writeString(files.resolve("tokens"), content);
    return input(
        way,
        "",
        Stream.concat(Stream.of(file.toString()), Stream.of(options)).toArray(String[]::new));
  }

  private static CommandRun input(Way way, String input, String... words) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return CommandRun.of(
          Stream.of(Stream.of("token", "import"), Stream.of(words), way.options().stream())
              .flatMap(part -> part)
              .toArray(String[]::new));
    } finally {
      System.setIn(before);
    }
  }
}
