package io.tallystick.launcher;

import static io.tallystick.launcher.Service.PATH;
import static io.tallystick.launcher.Service.json;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.store.upkeep.Reconciliation;
import io.tallystick.testing.TestPostgres;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is an operator, and how the first one comes to a token. */
class OperatorsTest {

  private static final String URL = TestPostgres.shared().newDatabase();
  private static final String DATABASE = "-Dtallystick.store.url=" + URL;

  @TempDir static Path data;
  @TempDir Path empty;
  private static Service service;

  @BeforeAll
  static void start() throws Exception {
    service =
        Service.start(
            data,
            Map.of(
                "store.url", URL, "audit.poll-interval", "50ms", "api.operators", "ops, größe 1"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void theCommandIssuesATokenBesideTheServiceAndPrintsNothingElse() throws Exception {
    CommandRun run =
        CommandRun.of("token", "issue", "--identity", "ops", "--expires-in", "2h", DATABASE);

    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(run.out()).matches("tally_[0-9A-Za-z]{71}\n");
    JsonNode token = introspect(run.out().strip());
    assertThat(token.get("sub").asText()).isEqualTo("ops");
    assertThat(Instant.ofEpochSecond(token.get("exp").asLong()))
        .isBetween(Instant.now().plusSeconds(7_000), Instant.now().plusSeconds(7_200));
    assertThat(eventOf(token.get("jti").asText()).at("/actor/user/name").asText())
        .isEqualTo(System.getProperty("user.name") + " (command line)");
    assertThat(Reconciliation.run(DatabaseUrl.parse(URL), Duration.ofDays(30)).findings())
        .isEmpty();
  }

  @Test
  void theCommandNotesWhatTheTokenIsFor() {
    CommandRun run =
        CommandRun.of(
            "token",
            "issue",
            "--identity=ops",
            "--label=night shift",
            "--metadata=team=payments",
            "--metadata",
            "ticket=OPS-1=a",
            DATABASE);

    assertThat(run.err()).isEmpty();
    String token = run.out().strip();
    JsonNode stored =
        json(
            service.send(
                service
                    .request("/v1/tokens/" + introspect(token).get("jti").asText())
                    .header("Authorization", "Bearer " + token)
                    .build()));
    assertThat(stored.get("label").asText()).isEqualTo("night shift");
    assertThat(stored.get("metadata"))
        .isEqualTo(json("{\"team\": \"payments\", \"ticket\": \"OPS-1=a\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--identity=|identity is empty",
        "--identity=a\u200bb|identity has U+200B in it",
        "--identity=ops --expires-in=soon|--expires-in is a time such as 90m, 12h or 90d, not 'soon'",
        "--identity=ops --expires-in=0s|expires_in must be more than 0 seconds",
        "--identity=ops --expires-in=999d|expires_in is too far away",
        "--identity=ops --label=|label must be a string of 1 to 100 visible characters",
        "--identity=ops --metadata=team|should be in KEY=VALUE format but was team",
        "--identity=ops --metadata=a/b=c|metadata must be an object of at most 16 strings",
        "--expires-in=1h|Missing required option: '--identity=NAME'",
      })
  void theCommandSaysWhatIsWrongAndPrintsNoToken(String arguments, String sentence) {
    String[] words = ("token issue " + DATABASE + " " + arguments).split(" ", -1);

    CommandRun run = CommandRun.of(words);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().replace("\\u{200b}", "")).contains(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "op\u200bs|'op\\u{200b}s': identity has U+200B in it",
        "TOKEN|identity looks like a token",
      })
  void anOperatorThatNobodyCanBeIsAFaultOfTheSettings(String identity, String sentence) {
    String token = operator();
    String operators = "-Dtallystick.api.operators=ops, " + identity.replace("TOKEN", token);

    for (List<String> command : List.of(List.of("--check"), List.<String>of())) {
      List<String> words = new ArrayList<>(command);
      words.addAll(List.of(operators, DATABASE));
      CommandRun run = CommandRun.of(words.toArray(String[]::new));

      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.err())
          .contains("api.operators: no token can be issued for '", sentence)
          .doesNotContain(token);
    }
  }

  @Test
  void withoutADatabaseTheCommandIssuesNothing() {
    CommandRun none =
        CommandRun.of("token", "issue", "--identity=ops", "-Dtallystick.data.dir=" + empty);

    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).contains("store.url is not set, and no PostgreSQL runs in");

    CommandRun unmade =
        CommandRun.of(
            "token",
            "issue",
            "--identity=ops",
            "-Dtallystick.store.url=" + TestPostgres.shared().newDatabase());

    assertThat(unmade.exit()).isEqualTo(2);
    assertThat(unmade.out()).isEmpty();
    assertThat(unmade.err()).contains("its schema is at version 0").contains("start the service");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ops", "größe 1", "gro\u0308ße 1"})
  void nobodyElseGetsATokenForAReservedIdentity(String identity) throws Exception {
    HttpResponse<String> response = issue(identity, null);

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();
    assertThat(json(response).get("detail").asText())
        .isEqualTo(
            "This identity is reserved for operators (api.operators): only an operator gets tokens"
                + " for it.");
    String stored = java.text.Normalizer.normalize(identity, java.text.Normalizer.Form.NFC);
    await()
        .untilAsserted(
            () ->
                assertThat(refusals("reserved_identity"))
                    .anyMatch(e -> e.at("/entity/data/identity").asText().equals(stored)));
  }

  @Test
  void theOwnerOfAnotherTokenIsNoOperatorAndTheEventNamesIt() throws Exception {
    JsonNode billing = json(service.post("{\"identity\": \"billing\"}"));

    assertThat(issue("ops", billing.get("token").asText()).statusCode()).isEqualTo(403);

    String actor = "billing (token " + billing.get("id").asText() + ")";
    await()
        .untilAsserted(
            () ->
                assertThat(refusals("reserved_identity"))
                    .anyMatch(e -> e.at("/actor/user/name").asText().equals(actor)));
  }

  @Test
  void anOperatorGetsTokensForReservedIdentitiesAndTheEventNamesIt() throws Exception {
    String operator = operator();
    String operatorId = introspect(operator).get("jti").asText();

    HttpResponse<String> response = issue("größe 1", operator);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(introspect(json(response).get("token").asText()).get("sub").asText())
        .isEqualTo("größe 1");
    assertThat(eventOf(json(response).get("id").asText()).at("/actor/user/name").asText())
        .isEqualTo("ops (token " + operatorId + ")");
  }

  @Test
  void anOperatorWhoseTokenWasRevokedIsNoneFromThenOn() {
    String operator = operator();
    assertThat(service.delete("ops", operator).statusCode()).isEqualTo(200);

    assertThat(issue("ops", operator).statusCode()).isEqualTo(403);
  }

  @Test
  void theRequestOfAnyoneForAnotherIdentityIsAnsweredAsEver() throws Exception {
    HttpResponse<String> response = issue("Ops", "mistyped");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(eventOf(json(response).get("id").asText()).at("/actor").isMissingNode()).isTrue();
  }

  private static String operator() {
    return CommandRun.of("token", "issue", "--identity", "ops", DATABASE).out().strip();
  }

  private static HttpResponse<String> issue(String identity, @Nullable String bearer) {
    var request =
        service.request(PATH).POST(BodyPublishers.ofString("{\"identity\": \"" + identity + "\"}"));
    return service.send(
        (bearer == null ? request : request.header("Authorization", "Bearer " + bearer)).build());
  }

  private static JsonNode introspect(String token) {
    return json(
        service.send(
            service
                .request("/v1/introspect")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + token))
                .build()));
  }

  private static List<JsonNode> refusals(String reason) throws IOException {
    return service.events().stream()
        .filter(event -> event.path("status_code").asText().equals(reason))
        .toList();
  }

  private static JsonNode eventOf(String tokenId) throws IOException {
    await()
        .until(
            () ->
                service.events().stream()
                    .anyMatch(e -> e.at("/entity/uid").asText().equals(tokenId)));
    return service.events().stream()
        .filter(e -> e.at("/entity/uid").asText().equals(tokenId))
        .findFirst()
        .orElseThrow();
  }
}
