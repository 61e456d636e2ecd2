package dev.blindspot.cli;

import dev.blindspot.linux.Terminal;
import dev.blindspot.model.LeakClass;
import dev.blindspot.sample.AttachMode;
import dev.blindspot.sample.StackMode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
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

    private static final List<Subcommand> SUBCOMMANDS = List.of(
            new Subcommand("inspect", InspectCommand::new),
            new Subcommand("record", RecordCommand::new),
            new Subcommand("top", TopCommand::new),
            new Subcommand("report", ReportCommand::new),
            new Subcommand("export", ExportCommand::new),
            new Subcommand("audit", AuditCommand::new),
            new Subcommand("stream", StreamCommand::new),
            new Subcommand("serve", ServeCommand::new),
            new Subcommand("diff", DiffCommand::new),
            new Subcommand("plan", PlanCommand::new),
            new Subcommand("doctor", DoctorCommand::new));

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

    private record Subcommand(String name, Supplier<Object> command) {}

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
     * Those a line can be about: to know the options of one takes longer than to read a process. The help, and a word that is
     * none of them, need all.
     */
    private static List<Subcommand> subcommands(String... arguments) {
        if (arguments.length == 0) {
            return SUBCOMMANDS;
        }
        String first = arguments[0];
        if (first.equals(VERSION) || first.equals(VERSION_SHORT)) {
            return List.of();
        }
        for (Subcommand each : SUBCOMMANDS) {
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

    private static CommandLine commandLine(PrintWriter err, List<Subcommand> subcommands) {
        CommandSpec spec = LateFactory.emptySpec()
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
        for (Subcommand each : subcommands) {
            commandLine.addSubcommand(each.name, each.command.get());
        }
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
