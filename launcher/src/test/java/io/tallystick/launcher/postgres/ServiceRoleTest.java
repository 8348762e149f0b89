package io.tallystick.launcher.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.config.value.DatabaseUrl.Server;
import io.tallystick.store.schema.SchemaMigration;
import io.tallystick.testing.Jdbc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service is no superuser of its own database server, and never was for long. */
class ServiceRoleTest {

  private static final String SUPERUSER = "tallystick";
  private static final String RIGHTS =
      """
      select concat_ws(' ', rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
        (select count(*) from pg_auth_members where member = pg_roles.oid))
      from pg_roles where rolname = current_user
      """;
  private static final String OWNERS =
      """
      select distinct owner::regrole::text from (
        select datdba from pg_database where datname = current_database()
        union all select nspowner from pg_namespace where nspname = 'tallystick'
        union all select relowner from pg_class where relnamespace = 'tallystick'::regnamespace
        union all select proowner from pg_proc where pronamespace = 'tallystick'::regnamespace
        union all select typowner from pg_type where typnamespace = 'tallystick'::regnamespace)
        as all_owners (owner)
      """;

  @TempDir Path directory;

  @BeforeEach
  void linkPrograms() {
    SharedPrograms.linkInto(directory);
  }

  @Test
  void theServiceOwnsOneDatabaseAndNothingElse() throws Exception {
    EmbeddedPostgres server = EmbeddedPostgres.start(directory);
    try {
      SchemaMigration.run(server.url(), server.url().user());

      assertThat(query(server.url(), RIGHTS)).containsExactly("f f f f f 0");
      assertThat(query(server.url(), OWNERS)).containsExactly(ServiceRole.NAME);
      assertThatThrownBy(() -> query(server.url(), "create role another"))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> query(superuser(server), "select 1"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("pg_hba.conf");
      assertThat(Files.readString(directory.resolve("pg_ctl.log")))
          .doesNotContain(server.url().password());
    } finally {
      server.stop();
    }
  }

  @Test
  void whatTheSuperuserOfAnEarlierBuildOwnedIsHandedOver() throws Exception {
    EmbeddedPostgres server = EmbeddedPostgres.start(directory);
    // As an earlier build left it: all of it made by the superuser, who could log in.
    letSuperuserIn();
    server.stop();
    server = EmbeddedPostgres.start(directory);
    SchemaMigration.run(superuser(server), SUPERUSER);
    query(superuser(server), "create type tallystick.mood as enum ('good')");
    query(
        superuser(server), "create table tallystick.more (id bigint generated always as identity)");
    query(superuser(server), "alter database postgres owner to tallystick");
    query(superuser(server), "drop role tallystick_service");
    server.stop();
    Files.delete(directory.resolve("service-password"));
    Files.delete(directory.resolve("cluster/tallystick-service-role-1"));
    Files.delete(directory.resolve("cluster/pg_hba_local.conf"));

    // A copy of the data may come without the password.
    for (String lost : List.of("cluster/tallystick-service-role-1", "service-password")) {
      server = EmbeddedPostgres.start(directory);
      try {
        assertThat(query(server.url(), RIGHTS)).containsExactly("f f f f f 0");
        assertThat(query(server.url(), OWNERS)).containsExactly(ServiceRole.NAME);
        SchemaMigration.run(server.url(), server.url().user());
        query(server.url(), "alter table tallystick.token add column if not exists extra text");
        query(server.url(), "insert into tallystick.more default values");
      } finally {
        server.stop();
      }
      Files.delete(directory.resolve(lost));
    }
  }

  private void letSuperuserIn() throws Exception {
    Files.writeString(
        directory.resolve("cluster/pg_hba_local.conf"),
        "host all " + SUPERUSER + " 127.0.0.1/32 scram-sha-256\n");
  }

  private DatabaseUrl superuser(EmbeddedPostgres server) throws Exception {
    return new DatabaseUrl(
        List.of(new Server("127.0.0.1", server.url().port())),
        "postgres",
        SUPERUSER,
        Files.readString(directory.resolve("password")).strip(),
        "disable",
        null);
  }

  /** The first column of the rows, if the statement has any. */
  private static List<String> query(DatabaseUrl url, String sql) throws SQLException {
    List<String> column = new ArrayList<>();
    try (Connection connection = Jdbc.connect(url);
        Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            column.add(rows.getString(1));
          }
        }
      }
    }
    return column;
  }
}
