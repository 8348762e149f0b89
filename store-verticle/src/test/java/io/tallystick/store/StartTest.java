package io.tallystick.store;

import static io.tallystick.store.Requests.issue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.config.Settings;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.eventbus.Address;
import io.tallystick.store.schema.Schema;
import io.tallystick.testing.TestPostgres;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A database that cannot be used is refused at the start, in one sentence. */
class StartTest {

  private final String url = TestPostgres.shared().newDatabase();
  private final DatabaseUrl database = DatabaseUrl.parse(url);

  @Test
  void anotherEncodingThanUtf8IsRefused() throws Exception {
    for (String encoding : new String[] {"LATIN1", "SQL_ASCII"}) {
      String name = database.database() + "_" + encoding.toLowerCase(Locale.ROOT);
      Store.execute(
          url,
          "create database %s encoding '%s' locale 'C' template template0"
              .formatted(name, encoding));

      assertRefused(
          url.replace(database.database(), name),
          "the encoding " + encoding + "; a database with the encoding UTF8 is needed");
    }
  }

  @Test
  void aWrongPasswordAndAMissingDatabaseAreToldInTheServersWords() {
    assertRefused(
        url.replace(database.database(), "absent"),
        "database \"absent\" does not exist (SQLSTATE 3D000)");
    assertRefused(
        url.replace("postgresql://" + database.user(), "postgresql://nobody"),
        "role \"nobody\" does not exist");
  }

  @Test
  void aMissingCertificateIsNamed() {
    assertRefused(
        url.replace("sslmode=disable", "sslmode=verify-ca&sslrootcert=/absent.pem"),
        "sslrootcert /absent.pem cannot be read");
  }

  @Test
  void aSchemaOfANewerReleaseIsRefused() throws Exception {
    Store.start(url).close();
    Store.execute(
        url,
        "update tallystick.flyway_schema_history set version = '99' where version = '%d'"
            .formatted(Schema.NEWEST));

    assertRefused(url, "its schema is at version 99, of a newer release");
  }

  @Test
  void theSchemaThatThisReleaseMakesIsTheOneThatItWorksWith() throws Exception {
    Store.start(url).close();

    assertThat(Store.number(url, "select max(version::int) from tallystick.flyway_schema_history"))
        .isEqualTo(Schema.NEWEST);
  }

  @Test
  void aRoleThatOwnsNothingStartsIfTheSchemaFitsAndIsToldOtherwise() throws Exception {
    String role = "service_" + database.database();
    Store.execute(url, "create role " + role + " login password 'secret'");
    String serviceUrl =
        "postgresql://%s:secret@%s:%d/%s?sslmode=disable"
            .formatted(role, database.host(), database.port(), database.database());
    assertRefused(serviceUrl, "permission denied", "run 'tallystick migrate'");

    Store.start(Settings.of(Map.of("store.url", serviceUrl, "store.migration-url", url)).store())
        .close();

    try (Store store = Store.start(serviceUrl)) {
      store.ask(Address.ISSUE, issue("billing"));
    }
  }

  private static void assertRefused(String unusable, String... parts) {
    assertThatThrownBy(() -> Store.start(unusable))
        .satisfies(
            thrown -> {
              Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
              assertThat(cause.getMessage()).startsWith("the database cannot be used: ");
              assertThat(cause.getMessage()).contains(parts).doesNotContain("secret");
            });
  }
}
