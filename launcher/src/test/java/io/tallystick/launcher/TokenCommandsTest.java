package io.tallystick.launcher;

import static io.tallystick.launcher.Service.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.testing.TestPostgres;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about tokens, against the URL of a service and against its database. */
class TokenCommandsTest {

  private static final String URL = TestPostgres.shared().newDatabase();

  @TempDir static Path data;
  private static Service service;
  private static Path operatorToken;

  /** What a command works with. */
  private enum Way {
    HTTP,
    DATABASE;

    List<String> options() {
      return this == HTTP
          ? List.of(
              "--url=" + service.uri(""), "--operator-token-file=" + operatorToken.toAbsolutePath())
          : List.of("-Dtallystick.store.url=" + URL);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    service = Service.start(data, Map.of("store.url", URL, "api.operators", "ops"));
    operatorToken = data.resolve("operator-token");
    Files.writeString(operatorToken, run(Way.DATABASE, "", "issue", "--identity=ops").out());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest
  @EnumSource
  void issuePrintsTheTokenAlone(Way way) {
    CommandRun issued = run(way, "", "issue", "--identity=a b", "--expires-in=1h", "--label=x");

    assertThat(issued.exit()).isZero();
    assertThat(issued.err()).isEmpty();
    assertThat(issued.out()).matches("tally_[0-9A-Za-z]{71}\n");
    CommandRun inJson = run(way, "", "issue", "--identity=a b", "--output=json");
    assertThat(json(inJson.out()).fieldNames())
        .toIterable()
        .containsExactly("token", "identity", "id", "expiration");
  }

  @ParameterizedTest
  @EnumSource
  void issueSaysWhatIsWrongAndPrintsNoToken(Way way) {
    CommandRun refused = run(way, "", "issue", "--identity=a", "--expires-in=0s");

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .isEqualTo(
            "This cannot be done: expires_in must be more than 0 seconds from now, such as 3600\n");
  }

  @ParameterizedTest
  @EnumSource
  void introspectTellsOfEachLineWhetherItIsValid(Way way) {
    String live = issue();
    String other = issue();

    CommandRun both = run(way, live + "\n\n" + other, "introspect");
    assertThat(both.exit()).isZero();
    assertThat(both.out().lines()).hasSize(2).allMatch(line -> line.startsWith("active  "));

    CommandRun one = run(way, "nothing\n" + live, "introspect", "--output=json");
    assertThat(one.exit()).isEqualTo(1);
    List<JsonNode> states = one.out().lines().map(Service::json).toList();
    assertThat(states.get(0)).isEqualTo(json("{\"active\": false}"));
    assertThat(states.get(1).get("sub").asText()).isEqualTo("billing");
    assertThat(one.out() + both.out()).doesNotContain(live, other, "nothing");
  }

  @ParameterizedTest
  @EnumSource
  void revokeTakesTokensFromStandardInput(Way way) {
    String token = issue();

    CommandRun done = run(way, token, "revoke");
    assertThat(done.exit()).isZero();
    assertThat(done.out()).startsWith("revoked  ").doesNotContain(token);
    assertThat(service.delete("billing", token).statusCode()).isEqualTo(404);

    String live = issue();
    CommandRun again = run(way, token + "\n" + live, "revoke");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.out()).startsWith("not revoked  token 1  No live token matches.\nrevoked  ");
    assertThat(service.delete("billing", live).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void revokeTakesIdsAsArguments(Way way) {
    JsonNode token = json(service.post("{\"identity\": \"billing\"}"));
    String id = token.get("id").asText();

    CommandRun done = run(way, "", "revoke", id, "--output=json");
    CommandRun again = run(way, "", "revoke", id, UUID.randomUUID().toString());

    assertThat(done.exit()).isZero();
    assertThat(json(done.out()).get("state").asText()).isEqualTo("revoked");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.out())
        .contains("not revoked  " + id + "  The token with this id is not live")
        .contains("No token has this id.");
  }

  @ParameterizedTest
  @EnumSource
  void rotatePrintsTheNewTokenAndTheOldOneEnds(Way way) {
    JsonNode old = json(service.post("{\"identity\": \"billing\", \"label\": \"x\"}"));
    String id = old.get("id").asText();

    CommandRun kept = run(way, "", "rotate", id, "--grace=1h", "--output=json");
    CommandRun done = run(way, "", "rotate", json(kept.out()).get("id").asText());
    CommandRun again = run(way, "", "rotate", json(kept.out()).get("id").asText());
    CommandRun wrong = run(way, "", "rotate", id, "--expires-in=0s");

    assertThat(kept.exit()).isZero();
    assertThat(json(kept.out()).get("replaces").asText()).isEqualTo(id);
    assertThat(done.exit()).isZero();
    assertThat(done.out()).matches("tally_[0-9A-Za-z]{71}\n");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err()).startsWith("The token with this id is not live");
    assertThat(again.out()).isEmpty();
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(service.delete("billing", old.get("token").asText()).statusCode()).isEqualTo(200);
    assertThat(service.delete("billing", done.out().strip()).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void listShowsAllPagesOfAnIdentity(Way way) {
    String identity = "listed " + UUID.randomUUID();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 1_005; i++) {
      lines.add(
          "{\"identity\": \"%s\", \"token\": \"listed %s %d\", \"expiration\": 1999999999}"
              .formatted(identity, identity, i));
    }
    String longLived = "-Dtallystick.tokens.max-lifetime=9999d";
    run(Way.DATABASE, String.join("\n", lines), "import", "-", longLived);

    CommandRun all = run(way, "", "list", "--identity", identity, "--output=json");
    CommandRun some = run(way, "", "list", "--identity", identity, "--limit=1002");
    CommandRun revoked = run(way, "", "list", "--identity", identity, "--state=revoked");

    assertThat(all.exit()).isZero();
    assertThat(all.out().lines()).hasSize(1_005).doesNotHaveDuplicates();
    assertThat(some.out().lines()).hasSize(1_003);
    assertThat(some.out()).startsWith("id  ").contains("  live     ");
    assertThat(revoked.exit()).isEqualTo(1);
    assertThat(revoked.out()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void listFindsTokensThatNobodyUses(Way way) {
    String identity = "unused " + UUID.randomUUID();
    service.post("{\"identity\": \"" + identity + "\"}");

    CommandRun before = run(way, "", "list", "--identity", identity, "--unused-since=1d");

    assertThat(before.exit()).isEqualTo(1);
    CommandRun wrong = run(way, "", "list", "--identity", identity, "--unused-since=soon");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("a time looks like 2026-01-31T12:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"introspect", "revoke"})
  void withoutATokenOnStandardInputNothingIsAsked(String command) {
    CommandRun run = run(Way.HTTP, "\n", command);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("This cannot be done: there is no token on standard input\n");
  }

  @Test
  void theTokenOfTheOperatorMayBeTheFirstLineOfStandardInput() throws Exception {
    String token = issue();
    String input = Files.readString(operatorToken) + token;

    CommandRun run =
        command(input, "revoke", "--url=" + service.uri(""), "--operator-token-file=-");

    assertThat(run.exit()).isZero();
    assertThat(service.delete("billing", token).statusCode()).isEqualTo(404);
  }

  @Test
  void whoIsNoOperatorIsToldSo() {
    CommandRun run = command("", "list", "--identity=billing", "--url=" + service.uri(""));

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).startsWith("This cannot be done: This is for operators: send the header");
  }

  @Test
  void aServiceThatDoesNotAnswerIsNamed() {
    CommandRun run = command("x", "introspect", "--url=http://127.0.0.1:1");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("This cannot be done: http://127.0.0.1:1 does not answer: Connection refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--url=localhost:8080|--url is the address of the service, such as",
        "--url=http://127.0.0.1:1 -Dtallystick.api.port=1|--config and -D go with the database",
        "--url=https://127.0.0.1:1 --cert=a.pem|--cert and --key go together",
        "--url=https://127.0.0.1:1 --ca=no.pem|no.pem cannot be read",
        "--ca=no.pem|--operator-token-file, --ca, --cert and --key need --url",
        "--url=http://127.0.0.1:1 --operator-token-file=no.txt|there is no no.txt"
      })
  void optionsThatDoNotFitAreRefused(String optionsAndSentence) {
    String[] parts = optionsAndSentence.split("\\|", 2);
    List<String> words = new ArrayList<>(List.of("list", "--identity=a"));
    words.addAll(List.of(parts[0].split(" ", -1)));

    CommandRun run = command("", words.toArray(String[]::new));

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(parts[1]);
  }

  @Test
  void completionKnowsTheCommands() throws Exception {
    CommandRun run = CommandRun.of("completion");

    assertThat(run.exit()).isZero();
    Path script = data.resolve("completion.bash");
    Files.writeString(script, run.out());
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source "
                    + script
                    + "; COMP_WORDS=(tallystick token in); COMP_CWORD=2; "
                    + "_complete_tallystick; echo ${COMPREPLY[@]}")
            .redirectErrorStream(true)
            .start();
    assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("introspect\n");
  }

  private static String issue() {
    return service.issue("billing");
  }

  private static CommandRun run(Way way, String input, String... words) {
    return command(
        input, Stream.concat(Stream.of(words), way.options().stream()).toArray(String[]::new));
  }

  private static CommandRun command(String input, String... words) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return CommandRun.of(
          Stream.concat(Stream.of("token"), Stream.of(words)).toArray(String[]::new));
    } finally {
      System.setIn(before);
    }
  }
}
