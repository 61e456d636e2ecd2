package dev.blindspot.cli;

import dev.blindspot.model.SamplerException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Entry point: one subcommand a file, one line in the list. */
@Command(
        name = "blindspot",
        description = "Shows the memory of a Go process that its heap profile cannot see.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {InspectCommand.class, RecordCommand.class, ReportCommand.class, ExportCommand.class})
public final class Main {
    static final int EXIT_OK = 0;
    static final int EXIT_INTERNAL = 1;
    static final int EXIT_USAGE = 2;
    static final int EXIT_FINDINGS = 10;

    private Main() {}

    public static void main(String[] arguments) {
        Interrupt.exit(run(arguments));
    }

    /** Runs one command line; gives the contract's exit code. */
    static int run(String... arguments) {
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        CommandLine commandLine = new CommandLine(new Main())
                .registerConverter(java.time.Duration.class, new DurationConverter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(err)
                .setParameterExceptionHandler(Main::usage)
                .setExecutionExceptionHandler(Main::failure);
        if (arguments.length == 0) {
            commandLine.usage(err);
            return EXIT_USAGE;
        }
        return commandLine.execute(arguments);
    }

    private static int usage(ParameterException e, String[] arguments) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("blindspot: " + e.getMessage());
        err.println("Try 'blindspot " + path(e.getCommandLine()) + "--help'.");
        return EXIT_USAGE;
    }

    private static String path(CommandLine commandLine) {
        return commandLine.getParent() == null ? "" : commandLine.getCommandName() + " ";
    }

    private static int failure(Exception e, CommandLine commandLine, ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        if (e instanceof SamplerException known) {
            err.println("blindspot: " + known.getMessage());
            return known.exitCode();
        }
        StackTraceElement[] trace = e.getStackTrace();
        err.println("blindspot: internal error: " + e + (trace.length > 0 ? " at " + trace[0] : ""));
        return EXIT_INTERNAL;
    }
}
