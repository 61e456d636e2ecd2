package dev.blindspot.cli;

import dev.blindspot.linux.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Entry point: one subcommand a file, one line in the list. */
public final class Main {
    static final int EXIT_OK = 0;
    static final int EXIT_USAGE = 2;
    static final int EXIT_FINDINGS = 10;

    private static final String HELP = "--help";
    private static final String HELP_SHORT = "-h";
    private static final String VERSION = "--version";
    private static final String VERSION_SHORT = "-V";

    private static final List<Named> SUBCOMMANDS = List.of(
            new Named("inspect", InspectCommand::new),
            new Named("record", RecordCommand::new),
            new Named("top", TopCommand::new),
            new Named("report", ReportCommand::new),
            new Named("export", ExportCommand::new),
            new Named("audit", AuditCommand::new),
            new Named("stream", StreamCommand::new),
            new Named("serve", ServeCommand::new),
            new Named("diff", DiffCommand::new),
            new Named("plan", PlanCommand::new),
            new Named("doctor", DoctorCommand::new));

    private static final List<String> EXIT_CODES = List.of(
            " 0:done; also after Ctrl-C, the target's end, or a closed pipe",
            " 1:an internal error",
            " 2:the command line cannot be carried out as written",
            " 3:no such process or program, or it ended before anything was read",
            " 4:not permitted; the message names what would permit it",
            " 5:nothing readable of it, or it is not Go's",
            " 6:the recording cannot be read",
            " 7:the output cannot be written",
            "10:done, and there are findings as --fail-on has them");

    private static final int WIDEST_HELP = 100;
    private static final int NARROWEST_HELP = 55;

    private Main() {}

    private record Named(String name, Supplier<Subcommand> command) {}

    public static void main(String[] arguments) {
        Interrupt.exit(run(arguments));
    }

    /** Runs one command line; gives the contract's exit code. */
    static int run(String... arguments) {
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        try {
            CommandLine commandLine = commandLine(err, subcommands(arguments));
            if (arguments.length == 0) {
                commandLine.setUsageHelpWidth(helpWidth()).usage(err);
                return EXIT_USAGE;
            }
            List<String> words = List.of(arguments);
            if (words.contains(HELP) || words.contains(HELP_SHORT)) {
                commandLine.setUsageHelpWidth(helpWidth());
            } else {
                // Whether there is a terminal to colour for is asked by the library, for more than a --version takes.
                commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
            }
            return commandLine.execute(arguments);
        } catch (Throwable e) {
            // Errors too: whatever happens, a user gets one line.
            return Failure.tell(err, e);
        }
    }

    /**
     * Those a line can be about: to describe the options of one takes some milliseconds. The help, and a word that is
     * none of them, need all.
     */
    private static List<Named> subcommands(String... arguments) {
        if (arguments.length == 0) {
            return SUBCOMMANDS;
        }
        String first = arguments[0];
        if (first.equals(VERSION) || first.equals(VERSION_SHORT)) {
            return List.of();
        }
        for (Named each : SUBCOMMANDS) {
            if (each.name.equals(first)) {
                return List.of(each);
            }
        }
        return SUBCOMMANDS;
    }

    /** All there is. */
    static CommandLine commandLine(PrintWriter err) {
        return commandLine(err, SUBCOMMANDS);
    }

    private static CommandLine commandLine(PrintWriter err, List<Named> subcommands) {
        // Each argument has its own converter here; those picocli has for classes of Java it looks for by reflection.
        System.setProperty("picocli.converters.excludes", "java.*");
        CommandSpec spec = LateFactory.specOf(null)
                .name("blindspot")
                .versionProvider(new Version())
                .addOption(help())
                .addOption(version());
        spec.usageMessage()
                .description("Shows the memory of a Go process that its heap profile cannot see.")
                .synopsisSubcommandLabel("COMMAND")
                .footer("", "'blindspot COMMAND --help' tells more of a command.")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(UsageMessageSpec.keyValuesMap(EXIT_CODES.toArray(String[]::new)));
        CommandLine commandLine = new CommandLine(spec, new LateFactory());
        for (Named each : subcommands) {
            commandLine.addSubcommand(each.name, each.command.get().spec().addOption(help()));
        }
        return commandLine
                // An argument that begins with @ is what it is, above all one of a command that is to be started.
                .setExpandAtFiles(false)
                .setErr(err)
                .setParameterExceptionHandler((e, arguments) -> Failure.tellUsage(err, e))
                .setExecutionExceptionHandler((e, command, parsed) -> Failure.tell(err, e));
    }

    private static int helpWidth() {
        int columns = Terminal.columns(Terminal.STDOUT);
        return Math.clamp(columns == 0 ? WIDEST_HELP : columns, NARROWEST_HELP, WIDEST_HELP);
    }

    private static OptionSpec help() {
        return OptionSpec.builder(HELP_SHORT, HELP)
                .usageHelp(true)
                .description("show this help")
                .build();
    }

    private static OptionSpec version() {
        return OptionSpec.builder(VERSION_SHORT, VERSION)
                .versionHelp(true)
                .description("show the version")
                .build();
    }
}
