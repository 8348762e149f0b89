package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.store.schema.Schema;
import io.tallystick.testing.Jdbc;
import io.tallystick.testing.TestPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema is made by its owner, and the service works as a role that owns nothing. */
class MigrateTest {

  @TempDir Path data;

  private final String owner = TestPostgres.shared().newDatabase();
  private final DatabaseUrl database = DatabaseUrl.parse(owner);
  private String out = "";
  private String err = "";

  @Test
  void theServiceNeedsNoOwnerIfTheSchemaWasMigratedBefore() throws Exception {
    String role = "service_" + database.database();
    try (Connection connection = Jdbc.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("create role " + role + " login password 'secret'");
    }
    String service =
        "postgresql://%s:secret@%s:%d/%s?sslmode=disable"
            .formatted(role, database.host(), database.port(), database.database());

    assertThat(run("--check", "store.url", service)).isZero();
    assertThat(out).contains(database.database()).contains("the schema would be made");
    assertThat(run("migrate", "store.url", service)).isEqualTo(1);
    assertThat(err).contains("permission denied").doesNotContain("secret");

    assertThat(run("migrate", "store.url", service, "store.migration-url", owner)).isZero();
    assertThat(out).contains(version(Schema.NEWEST + 1));
    assertThat(run("migrate", "store.url", service, "store.migration-url", owner)).isZero();
    assertThat(out).contains(version(0));
    assertThat(run("--check", "store.url", service)).isZero();
    assertThat(out).contains("the schema is at version " + Schema.NEWEST);

    try (Service running = Service.start(data.resolve("data"), Map.of("store.url", service))) {
      assertThat(running.delete("billing", running.issue("billing")).statusCode()).isEqualTo(200);
    }
  }

  /** Among the migrations is the one that grants rights, which is repeated whenever it changes. */
  private static String version(int migrations) {
    return "The schema is at version %d (%d migrations run)".formatted(Schema.NEWEST, migrations);
  }

  @Test
  void whatTheServerSaysIsTold() {
    String absent = owner.replace("/" + database.database(), "/absent");

    assertThat(run("migrate", "store.url", absent)).isEqualTo(1);
    assertThat(err).contains("database \"absent\" does not exist");
    assertThat(run("--check", "store.url", absent)).isEqualTo(1);
    assertThat(err).contains("database \"absent\" does not exist");
    assertThat(run("migrate")).isEqualTo(2);
    assertThat(err).contains("store.url: required");
  }

  private int run(String command, String... settings) {
    StringWriter printed = new StringWriter();
    StringWriter complained = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.add("-Dtallystick.data.dir=" + data.resolve("data"));
    arguments.add("-Dtallystick.api.port=0");
    for (int i = 0; i < settings.length; i += 2) {
      arguments.add("-Dtallystick." + settings[i] + "=" + settings[i + 1]);
    }
    int exit =
        Main.commandLine(InstantSource.system())
            .setOut(new PrintWriter(printed))
            .setErr(new PrintWriter(complained))
            .execute(arguments.toArray(String[]::new));
    out = printed.toString();
    err = complained.toString();
    return exit;
  }
}
