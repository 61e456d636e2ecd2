package dev.blindspot.cli;

import dev.blindspot.linux.Terminal;
import dev.blindspot.model.LeakClass;
import dev.blindspot.sample.AttachMode;
import dev.blindspot.sample.StackMode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** Entry point: one subcommand a file, one line in the list. */
@Command(
        name = "blindspot",
        description = "Shows the memory of a Go process that its heap profile cannot see.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            InspectCommand.class,
            RecordCommand.class,
            TopCommand.class,
            ReportCommand.class,
            ExportCommand.class,
            AuditCommand.class,
            StreamCommand.class,
            ServeCommand.class,
            DiffCommand.class,
            PlanCommand.class,
            DoctorCommand.class
        },
        footer = {"", "'blindspot COMMAND --help' tells more of a command."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done; also after Ctrl-C, the target's end, or a closed pipe",
            " 1:an internal error",
            " 2:the command line cannot be carried out as written",
            " 3:no such process or program, or it ended before anything was read",
            " 4:not permitted; the message names what would permit it",
            " 5:nothing readable of it, or it is not Go's",
            " 6:the recording cannot be read",
            " 7:the output cannot be written",
            "10:done, and there are findings as --fail-on has them"
        })
public final class Main {
    static final int EXIT_OK = 0;
    static final int EXIT_USAGE = 2;
    static final int EXIT_FINDINGS = 10;

    private static final int WIDEST_HELP = 100;
    private static final int NARROWEST_HELP = 55;

    private Main() {}

    public static void main(String[] arguments) {
        Interrupt.exit(run(arguments));
    }

    /** Runs one command line; gives the contract's exit code. */
    static int run(String... arguments) {
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        try {
            CommandLine commandLine = commandLine(err);
            if (arguments.length == 0) {
                commandLine.setUsageHelpWidth(helpWidth()).usage(err);
                return EXIT_USAGE;
            }
            // Asking the terminal takes a native call, whose first costs more than all else of a --version.
            if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
                commandLine.setUsageHelpWidth(helpWidth());
            }
            return commandLine.execute(arguments);
        } catch (Throwable e) {
            // Errors too: whatever happens, a user gets one line.
            return Failure.tell(err, e);
        }
    }

    static CommandLine commandLine(PrintWriter err) {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.getCommandSpec().addOption(help()).addOption(version());
        commandLine
                .getSubcommands()
                .values()
                .forEach(each -> each.getCommandSpec().addOption(help()));
        return commandLine
                .registerConverter(Duration.class, new DurationConverter())
                .registerConverter(Pattern.class, new PatternConverter())
                .registerConverter(StackMode.class, new WordConverter<>(StackMode.class))
                .registerConverter(AttachMode.class, new WordConverter<>(AttachMode.class))
                .registerConverter(LeakClass.class, new WordConverter<>(LeakClass.class, LeakClass::label))
                .registerConverter(FailOn.Threshold.class, new WordConverter<>(FailOn.Threshold.class))
                .setErr(err)
                .setParameterExceptionHandler((e, arguments) -> Failure.tellUsage(err, e))
                .setExecutionExceptionHandler((e, command, parsed) -> Failure.tell(err, e));
    }

    private static int helpWidth() {
        int columns = Terminal.columns(Terminal.STDOUT);
        return Math.clamp(columns == 0 ? WIDEST_HELP : columns, NARROWEST_HELP, WIDEST_HELP);
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("show this help")
                .build();
    }

    private static OptionSpec version() {
        return OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("show the version")
                .build();
    }
}
