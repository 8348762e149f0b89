package io.tallystick.launcher.postgres;

import io.tallystick.eventlog.file.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * The role that the service logs in with. It owns the database, with all that the service has made
 * in it, and has no other right. Nobody else can log in, and certainly not the superuser.
 *
 * <p>Earlier builds logged in as the superuser, who owned everything. What they have made is handed
 * over.
 */
final class ServiceRole {

  static final String NAME = "tallystick_service";
  static final String DATABASE = "postgres";

  private static final String LOGINS =
      """
      # This file is written at each start. Put further lines into pg_hba_local.conf, beside this file.
      include_if_exists pg_hba_local.conf
      hostssl %s %s 127.0.0.1/32 scram-sha-256
      """
          .formatted(DATABASE, NAME);

  private static final String CREATE =
      """
      do $$ begin
        if not exists (select from pg_roles where rolname = 'tallystick_service') then
          create role tallystick_service;
        end if;
      end $$
      """;
  private static final String RESTRICT =
      """
      alter role tallystick_service with login nosuperuser nocreatedb nocreaterole noreplication
        nobypassrls password '%s'
      """;
  private static final String HAND_OVER_DATABASE =
      "alter database postgres owner to tallystick_service";
  // An identity or serial column takes its sequence along.
  private static final String HAND_OVER_OBJECTS =
      """
      do $$ declare command text; begin
        for command in
          select format('alter schema %I owner to tallystick_service', nspname)
          from pg_namespace where nspname = 'tallystick'
          union all
          select format('alter table %s owner to tallystick_service', oid::regclass)
          from pg_class
          where relnamespace = to_regnamespace('tallystick') and relkind in ('r', 'p', 'v', 'm', 'S')
            and not exists (
              select from pg_depend
              where classid = 'pg_class'::regclass and objid = pg_class.oid
                and refclassid = 'pg_class'::regclass and relkind = 'S' and deptype in ('a', 'i'))
          union all
          select format('alter routine %s owner to tallystick_service', oid::regprocedure)
          from pg_proc where pronamespace = to_regnamespace('tallystick')
          union all
          select format('alter type %s owner to tallystick_service', oid::regtype)
          from pg_type
          where typnamespace = to_regnamespace('tallystick')
            and (typtype in ('d', 'e') or exists (
              select from pg_class where pg_class.oid = typrelid and relkind = 'c'))
        loop
          execute command;
        end loop;
      end $$
      """;

  private final Path cluster;
  private final Path passwordFile;
  // In the data directory, so that it goes along with a copy of the data.
  private final Path done;
  private final PostgresPrograms programs;

  /**
   * The role of a data directory.
   *
   * @param directory the directory of the password
   * @param cluster the data directory
   */
  ServiceRole(Path directory, Path cluster, PostgresPrograms programs) {
    this.cluster = cluster;
    this.passwordFile = passwordFile(directory);
    this.done = cluster.resolve("tallystick-service-role-1");
    this.programs = programs;
  }

  /** The file with the role's password, which only the owner of the file may read. */
  static Path passwordFile(Path directory) {
    return directory.resolve("service-password");
  }

  /** Prepares the data directory, whose server must not run. Twice is as good as once. */
  void prepare() throws IOException, StartException {
    DurableFile.replace(cluster.resolve("pg_hba.conf"), LOGINS);
    if (Files.exists(done) && Files.exists(passwordFile)) {
      return;
    }
    String password = newPassword(passwordFile);
    programs.runSingleUser(
        DATABASE,
        List.of(CREATE, RESTRICT.formatted(password), HAND_OVER_DATABASE, HAND_OVER_OBJECTS));
    DurableFile.replace(done, NAME + "\n");
  }

  /** Writes a random password into a file, and returns it. */
  static String newPassword(Path file) throws IOException {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    DurableFile.replace(file, password + "\n");
    return password;
  }
}
