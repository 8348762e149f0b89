package io.tallystick.launcher.command;

import io.tallystick.auditor.ProgramVersion;
import picocli.CommandLine.Command;

/** {@code tallystick token}: commands about tokens. Each of its subcommands does the work. */
@Command(
    name = "token",
    description = "Works with the tokens of a service.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    subcommands = {IssueTokenCommand.class, MakeIdempotencyKeyCommand.class})
public final class TokenCommand {}
