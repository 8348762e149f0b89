package io.tallystick.launcher.token;

import io.tallystick.auditor.AuditCommand;
import io.tallystick.auditor.ProgramVersion;
import io.tallystick.launcher.command.MakeIdempotencyKeyCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** {@code tallystick token}: commands about tokens. Each of its subcommands does the work. */
@Command(
    name = "token",
    description = "Works with the tokens of a service.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    // A fault of the program must not look like an answer, in no subcommand.
    exitCodeOnExecutionException = AuditCommand.CANNOT_TELL,
    scope = ScopeType.INHERIT,
    subcommands = {
      IssueTokenCommand.class,
      IntrospectCommand.class,
      RevokeCommand.class,
      ListCommand.class,
      RotateCommand.class,
      ImportCommand.class,
      MakeIdempotencyKeyCommand.class
    })
public final class TokenCommand {}
