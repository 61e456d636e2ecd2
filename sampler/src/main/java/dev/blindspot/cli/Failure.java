package dev.blindspot.cli;

import dev.blindspot.model.SamplerException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a user is told of a failure: one line, and a hint where the command line is at fault. Never a stack trace. */
final class Failure {
    private static final int EXIT_INTERNAL = 1;

    private Failure() {}

    /** Tells of what ended a command; gives the exit code. */
    static int tell(PrintWriter err, Throwable failure) {
        if (failure instanceof SamplerException known) {
            err.println("blindspot: " + known.getMessage());
            return known.exitCode();
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof OutOfMemoryError) {
            err.println("blindspot: out of memory: more is given by JAVA_TOOL_OPTIONS=-Xmx2g, say");
        } else {
            StackTraceElement[] trace = root.getStackTrace();
            String what = String.valueOf(root).replaceAll("\\s*\\R\\s*", " ");
            err.println("blindspot: internal error: " + what + (trace.length > 0 ? " at " + trace[0] : ""));
        }
        return EXIT_INTERNAL;
    }

    /** Tells of a command line that cannot be read; gives the exit code. */
    static int tellUsage(PrintWriter err, ParameterException e) {
        err.println("blindspot: " + sentence(e));
        CommandLine command = e.getCommandLine();
        String path = command.getParent() == null ? "" : command.getCommandName() + " ";
        err.println("Try 'blindspot " + path + "--help'.");
        return Main.EXIT_USAGE;
    }

    private static String sentence(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().getFirst();
            String what = unmatched.isUnknownOption()
                    ? "there is no option '" + first + "'"
                    : e.getCommandLine().getParent() == null
                            ? "there is no command '" + first + "'"
                            : "'" + first + "' is one argument too many";
            List<String> similar = unmatched.getSuggestions();
            return similar.isEmpty() ? what : what + "; is it " + String.join(" or ", similar) + "?";
        }
        String text = String.valueOf(e.getMessage());
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
