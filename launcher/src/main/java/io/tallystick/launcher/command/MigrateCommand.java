package io.tallystick.launcher.command;

import io.tallystick.auditor.CommandOutput;
import io.tallystick.config.InvalidSettingsException;
import io.tallystick.config.StoreSettings;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.store.database.UnusableDatabaseException;
import io.tallystick.store.schema.Schema;
import io.tallystick.store.schema.SchemaMigration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tallystick migrate}: for the owner of the schema, if the service may not change it. */
@Command(
    name = "migrate",
    description = {
      "Makes or migrates the schema of a database, and gives the role of store.url the rights that"
          + " the service needs.",
      "It works as the role of store.migration-url, which must own the schema, or else as that of"
          + " store.url. The service may run.",
      "Exit status: 0 if the schema is at the newest version, 1 if not, 2 if the settings are wrong."
    },
    mixinStandardHelpOptions = true)
public final class MigrateCommand implements Callable<Integer> {

  private static final int EXIT_NOT_MIGRATED = 1;
  private static final int EXIT_BAD_SETTINGS = 2;

  @Mixin private CommandOutput output = new CommandOutput();

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Override
  public Integer call() {
    StoreSettings store;
    try {
      store = options.load().store();
    } catch (InvalidSettingsException e) {
      output.remarkLines(String.valueOf(e.getMessage()));
      return EXIT_BAD_SETTINGS;
    }
    DatabaseUrl service = store.url();
    if (service == null) {
      output
          .err()
          .println("store.url: required, since the embedded PostgreSQL is migrated by the service");
      return EXIT_BAD_SETTINGS;
    }
    DatabaseUrl owner = store.migrationUrl() == null ? service : store.migrationUrl();
    try {
      int migrations = SchemaMigration.run(owner, service.user());
      output
          .out()
          .printf("The schema is at version %d (%d migrations run)%n", Schema.NEWEST, migrations);
      return 0;
    } catch (UnusableDatabaseException e) {
      output.remarkLines("The schema was not migrated: " + e.getMessage());
      return EXIT_NOT_MIGRATED;
    }
  }
}
