package io.tallystick.launcher;

import static io.tallystick.launcher.BusNodes.join;
import static io.tallystick.launcher.RunningService.encode;
import static io.tallystick.launcher.RunningService.json;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallystick.config.Settings;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.MessageCodecs;
import io.tallystick.eventbus.message.ImportTokens;
import io.tallystick.eventbus.message.TokensImported;
import io.tallystick.store.StoreVerticle;
import io.tallystick.store.upkeep.Reconciliation;
import io.tallystick.testing.SampleEvents;
import io.tallystick.testing.TestPostgres;
import io.tallystick.token.ImportedToken;
import io.vertx.core.Vertx;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has a token of another service, of which only the hash was imported. */
class ImportedTokensTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String INACTIVE = "{\"active\":false}";

  @TempDir static Path data;
  private static String url;
  private static Service service;

  @BeforeAll
  static void start() throws Exception {
    url = TestPostgres.shared().newDatabase();
    service = Service.start(data, Map.of("store.url", url, "audit.poll-interval", "50ms"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void allChecksKnowIt() throws Exception {
    String token = "ey.Jhb-GciOi_JI=UzI~1";
    importToken(token, "billing");

    JsonNode state = json(introspect(token));
    assertThat(state.get("sub").asText()).isEqualTo("billing");
    assertThat(state.get("jti").asText()).isEqualTo(id(token));
    String bearer = "eyJhbGciOiJIUzI1NiJ9.old";
    assertThat(authorize(bearer).statusCode()).isEqualTo(401);
    importToken(bearer, "shipping");
    HttpResponse<String> authorized = authorize(bearer);
    assertThat(authorized.statusCode()).isEqualTo(200);
    assertThat(authorized.headers().firstValue("X-Identity")).contains("shipping");
  }

  @Test
  void theOldDeleteRevokesItForItsIdentityOnly() throws Exception {
    String token = "alter Schlüssel \"7\"";
    importToken(token, "billing");

    assertThat(service.delete("shipping", token).statusCode()).isEqualTo(404);
    assertThat(introspect(token).body()).isNotEqualTo(INACTIVE);
    HttpResponse<String> revoked = service.delete("billing", token);
    assertThat(revoked.statusCode()).isEqualTo(200);
    assertThat(json(revoked).get("token").asText()).isEqualTo(token);
    assertThat(introspect(token).body()).isEqualTo(INACTIVE);
    assertThat(service.delete("billing", token).statusCode()).isEqualTo(404);
    assertThat(Reconciliation.run(DatabaseUrl.parse(url), Duration.ofDays(1)).findings()).isEmpty();
  }

  @Test
  void itIsRevokedByItsTextAlone() throws Exception {
    String token = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    importToken(token, "billing");

    assertThat(post("/v1/revoke", token).statusCode()).isEqualTo(200);

    assertThat(introspect(token).body()).isEqualTo(INACTIVE);
  }

  @Test
  void ofATextThatWasNotImportedNothingIsKept() throws Exception {
    String password = "hunter2-" + Instant.now().toEpochMilli();
    int before = service.events().size();

    assertThat(introspect(password).body()).isEqualTo(INACTIVE);
    assertThat(service.delete("billing", password).statusCode()).isEqualTo(404);
    assertThat(post("/v1/revoke", password).statusCode()).isEqualTo(200);

    await().until(() -> service.events().size() >= before + 2);
    for (JsonNode event : service.events()) {
      assertThat(event.toString())
          .doesNotContain(password, id(password), ImportedToken.hash(password).hex());
    }
    assertThat(service.events())
        .filteredOn(event -> event.path("status_code").asText().equals("not_a_token"))
        .hasSizeGreaterThanOrEqualTo(2);
  }

  private static String id(String text) {
    return ImportedToken.id(ImportedToken.hash(text)).toString();
  }

  private static HttpResponse<String> introspect(String token) {
    return post("/v1/introspect", token);
  }

  private static HttpResponse<String> authorize(String token) {
    return service.send(
        service.request("/v1/authorize").header("Authorization", "Bearer " + token).build());
  }

  private static HttpResponse<String> post(String path, String token) {
    return service.send(
        service
            .request(path)
            .header("Content-Type", FORM)
            .POST(BodyPublishers.ofString("token=" + encode(token)))
            .build());
  }

  /** Asks a store of the same database. */
  private static void importToken(String text, String identity) {
    Vertx vertx = Vertx.vertx();
    try {
      MessageCodecs.register(vertx.eventBus());
      Bus bus = Bus.local(vertx);
      Settings settings = Settings.of(Map.of("store.url", url));
      join(
          vertx.deployVerticle(
              new StoreVerticle(
                  settings.store(),
                  settings.tokens(),
                  "importer",
                  bus,
                  InstantSource.system(),
                  new SimpleMeterRegistry())));
      SecretHash hash = ImportedToken.hash(text);
      ImportTokens message =
          new ImportTokens(
              List.of(
                  SampleEvents.imported(
                      ImportedToken.id(hash),
                      hash,
                      identity,
                      Instant.now().plus(1, ChronoUnit.HOURS),
                      SampleEvents.ORIGIN)),
              60_000);
      assertThat(join(bus.request(Address.IMPORT, message, 60_000)).results())
          .containsExactly(TokensImported.Result.WRITTEN);
    } finally {
      join(vertx.close());
    }
  }
}
