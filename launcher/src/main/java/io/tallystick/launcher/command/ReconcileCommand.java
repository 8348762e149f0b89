package io.tallystick.launcher.command;

import io.tallystick.auditor.AuditCommand;
import io.tallystick.auditor.CommandOutput;
import io.tallystick.auditor.FallibleCommand;
import io.tallystick.config.InvalidSettingsException;
import io.tallystick.config.Settings;
import io.tallystick.store.upkeep.Reconciliation;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tallystick audit reconcile}: compares the tokens in the database with its events. */
@Command(
    name = "reconcile",
    description = {
      "Compares the tokens in the database with its events, in one snapshot. The service may run.",
      "Exit status: 0 if they match, 1 if not, 2 if that cannot be determined."
    },
    mixinStandardHelpOptions = true)
public final class ReconcileCommand implements Callable<Integer> {

  @Mixin private CommandOutput output = new CommandOutput();

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Override
  public Integer call() {
    Settings settings;
    try {
      settings = options.load();
    } catch (InvalidSettingsException e) {
      output.remarkLines(String.valueOf(e.getMessage()));
      return AuditCommand.CANNOT_TELL;
    }
    return FallibleCommand.run(
        output.err(),
        () -> {
          Reconciliation.Result result = reconcile(settings);
          for (Reconciliation.Finding finding : result.findings()) {
            output.say(
                "BROKEN: %,d %s: %s"
                    .formatted(
                        finding.count(), finding.text(), String.join(", ", finding.examples())));
          }
          if (result.findings().isEmpty()) {
            output.say("%,d tokens match %,d events".formatted(result.tokens(), result.events()));
          }
          return result.findings().isEmpty() ? AuditCommand.HOLDS : AuditCommand.BROKEN;
        });
  }

  private static Reconciliation.Result reconcile(Settings settings) throws IOException {
    try {
      return Reconciliation.run(SettingsDatabase.of(settings), settings.tokens().retention());
    } catch (SQLException e) {
      throw new IOException("the database cannot be read: SQLSTATE " + e.getSQLState(), e);
    }
  }
}
