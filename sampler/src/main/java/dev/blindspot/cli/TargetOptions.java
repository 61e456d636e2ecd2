package dev.blindspot.cli;

import dev.blindspot.model.SamplerException;
import dev.blindspot.model.Target;
import dev.blindspot.sample.StartedTarget;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Which process: a bare PID, {@code -p PID}, {@code --name REGEX}, or {@code -- CMD ARGS}, which is yet to be started. */
final class TargetOptions implements ArgumentGroup {
    private static final String COMMAND_FOLLOWS = "--";
    private static final int SHOWN_MATCHES = 5;

    private final Argument<String> bare = Argument.text(PositionalParamSpec.builder()
            .index("0")
            .arity("0..1")
            .paramLabel("PID")
            .description("the process"));

    private final Argument<List<String>> surplus = Argument.texts(
            PositionalParamSpec.builder().index("1..*").arity("0..1").hidden(true));

    private final Argument<String> pid =
            Argument.text(OptionSpec.builder("-p", "--pid").paramLabel("PID").description("the process"));

    private final Argument<Pattern> name = Argument.of(
            new PatternConverter(),
            OptionSpec.builder("--name")
                    .paramLabel("REGEX")
                    .description("the one process whose name, or whose executable's file name, matches"));

    @Override
    public void addTo(CommandSpec command) {
        bare.addTo(command);
        surplus.addTo(command);
        pid.addTo(command);
        name.addTo(command);
    }

    /** Whether a running process was named. */
    boolean given() {
        return ways() > 0;
    }

    /** The command to start and its arguments; empty if none is. */
    List<String> command() {
        List<String> arguments = bare.line();
        int follows = arguments.indexOf(COMMAND_FOLLOWS);
        return follows < 0 ? List.of() : arguments.subList(follows + 1, arguments.size());
    }

    /**
     * Has a process followed: a running one, or the command, started for it and ended with it.
     *
     * @param quiet whether a started command keeps off the terminal
     * @throws SamplerException.Usage if none or more than one is asked for, or the command cannot be started
     * @throws SamplerException.NoSuchProcess if no process has the name
     */
    int follow(boolean quiet, Follower follower) {
        if (command().isEmpty() || given()) {
            return follower.follow(resolve(), null);
        }
        try (StartedTarget started = StartedTarget.start(command(), quiet)) {
            return follower.follow(started.pid(), started);
        }
    }

    /**
     * Checks that a command to be started does not share standard output with what is written there.
     *
     * @throws SamplerException.Usage if it does
     */
    void mustNotShare(boolean standardOutput) {
        if (standardOutput && !command().isEmpty() && !given()) {
            throw new SamplerException.Usage("the command has standard output: give -o a file or unix:PATH");
        }
    }

    /** What is done with a process. */
    interface Follower {
        /**
         * Does it, and gives the exit code.
         *
         * @param started the process if it was started for this: it waits to be let run
         */
        int follow(int pid, @Nullable StartedTarget started);
    }

    /** How many processes are named; what stands after the {@code --} names none. */
    private int ways() {
        int bareOnes = (bare.value() != null ? 1 : 0)
                + surplus.or(List.of()).size()
                - command().size();
        return bareOnes + (pid.value() != null ? 1 : 0) + (name.value() != null ? 1 : 0);
    }

    /**
     * The id of the running process asked for.
     *
     * @throws SamplerException.Usage if none or more than one is asked for
     * @throws SamplerException.NoSuchProcess if no process has the name
     */
    int resolve() {
        if (!command().isEmpty()) {
            throw new SamplerException.Usage(
                    given() ? "name a process or a command, not both" : "it takes a running process, not a command");
        }
        if (ways() != 1) {
            throw new SamplerException.Usage(
                    ways() == 0
                            ? "name a process: a PID, or --name REGEX"
                            : "name one process: a PID, -p PID or --name REGEX, not several of them");
        }
        Pattern pattern = name.value();
        if (pattern != null) {
            return byName(pattern);
        }
        String only = pid.value();
        return id(only != null ? only : bare.get());
    }

    /** Finds the next process once this one has ended: by {@code --name}, else by its own name. */
    Successor successor(Target target) {
        Pattern pattern = name.value();
        return pattern == null ? Successor.of(target) : new Successor(pattern);
    }

    /** The process id that a text is. */
    static int id(String text) {
        try {
            int id = Integer.parseInt(text.strip());
            if (id > 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // Not a number, or none a process can have.
        }
        throw new SamplerException.Usage("'" + text + "' is no process id");
    }

    /**
     * The id of the one process whose name matches.
     *
     * @throws SamplerException.Usage if there are several
     * @throws SamplerException.NoSuchProcess if there is none
     */
    static int byName(Pattern pattern) {
        List<ProcessNames.Named> matches = ProcessNames.matching(pattern);
        if (matches.isEmpty()) {
            throw new SamplerException.NoSuchProcess("no process has a name that matches '" + pattern + "'");
        }
        if (matches.size() > 1) {
            StringBuilder found = new StringBuilder();
            for (ProcessNames.Named match : matches.subList(0, Math.min(SHOWN_MATCHES, matches.size()))) {
                found.append(found.isEmpty() ? "" : ", ")
                        .append(match.pid())
                        .append(" (")
                        .append(match.name())
                        .append(')');
            }
            throw new SamplerException.Usage(matches.size() + " processes match '" + pattern + "': " + found
                    + (matches.size() > SHOWN_MATCHES ? ", …" : ""));
        }
        return matches.getFirst().pid();
    }
}
