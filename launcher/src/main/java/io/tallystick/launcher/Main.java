package io.tallystick.launcher;

import io.tallystick.auditor.AuditCommand;
import io.tallystick.auditor.CommandOutput;
import io.tallystick.auditor.EscapedErrors;
import io.tallystick.auditor.ProgramVersion;
import io.tallystick.config.InvalidSettingsException;
import io.tallystick.config.Settings;
import io.tallystick.launcher.command.CompletionCommand;
import io.tallystick.launcher.command.MakeKeyCommand;
import io.tallystick.launcher.command.MigrateCommand;
import io.tallystick.launcher.command.ReconcileCommand;
import io.tallystick.launcher.command.RotateKeyCommand;
import io.tallystick.launcher.command.SettingsHelp;
import io.tallystick.launcher.command.SettingsOptions;
import io.tallystick.launcher.logging.LogQueue;
import io.tallystick.launcher.node.DnsCache;
import io.tallystick.launcher.node.DryRun;
import io.tallystick.launcher.node.Node;
import io.tallystick.launcher.postgres.StartException;
import io.tallystick.launcher.token.TokenCommand;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;

/** {@code java -jar tallystick.jar}. It logs nothing before it has read the settings. */
@Command(
    name = "tallystick",
    description = "Issues and revokes API access tokens, with an audit event for each.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    footerHeading = "%nSettings, with their [defaults]:%n")
public final class Main implements Callable<Integer> {

  private static final int EXIT_BAD_SETTINGS = 2;
  private static final int EXIT_CANNOT_START = 1;

  private final InstantSource clock;

  @Mixin private CommandOutput output = new CommandOutput();

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Option(
      names = "--check",
      description =
          "Tell what a start would do, and whether it could. Nothing is changed or started. The exit"
              + " status is 0 if it could.")
  private boolean check;

  // Whether the service goes on after the command has returned.
  private boolean isServing;

  private Main(InstantSource clock) {
    this.clock = clock;
  }

  /** Runs a command. If it starts the service, the process runs until the service is stopped. */
  public static void main(String[] args) {
    // What is printed and logged must not depend on where, since others compare it.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    CommandLine commandLine = commandLine(InstantSource.system());
    int exit = commandLine.execute(args);
    Main main = commandLine.getCommand();
    if (!main.isServing) {
      LogQueue.closeAll();
    }
    if (exit != 0) {
      System.exit(exit);
    }
  }

  /** All commands, with a clock that tests can replace. */
  static CommandLine commandLine(InstantSource clock) {
    CommandLine audit =
        AuditCommand.commandLine()
            .addSubcommand(new ReconcileCommand())
            .addSubcommand(new MakeKeyCommand())
            .addSubcommand(new RotateKeyCommand());
    CommandLine commandLine =
        new CommandLine(new Main(clock))
            .addSubcommand(audit)
            .addSubcommand(new MigrateCommand())
            .addSubcommand(new TokenCommand())
            .addSubcommand(new CompletionCommand())
            .setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, new SettingsHelp());
    return EscapedErrors.of(commandLine);
  }

  @Override
  public Integer call() {
    Settings settings;
    try {
      settings = options.load();
    } catch (InvalidSettingsException e) {
      output.remarkLines(String.valueOf(e.getMessage()));
      return EXIT_BAD_SETTINGS;
    }
    // logback.xml uses this property. It is read when the first logger is created.
    System.setProperty("auditLevel", settings.audit().console() ? "INFO" : "OFF");
    DnsCache.limitJvm(settings.dnsCache());
    try {
      if (check) {
        return dryRun(settings);
      }
      Hangup.ignore();
      Node node = Node.start(settings, clock);
      isServing = true;
      output.say(
          "Tallystick "
              + ProgramVersion.text()
              + " is ready "
              + (node.servesHttp() ? "on " + node.address() : "without HTTP"));
      return 0;
    } catch (StartException e) {
      output.remarkLines("Tallystick cannot start: " + e.getMessage());
      return EXIT_CANNOT_START;
    }
  }

  private int dryRun(Settings settings) {
    DryRun run = DryRun.of(settings);
    run.plan().forEach(output::say);
    run.problems().forEach(problem -> output.remarkLines("Tallystick cannot start: " + problem));
    return run.problems().isEmpty() ? 0 : EXIT_CANNOT_START;
  }
}
