package dev.blindspot.cli;

import dev.blindspot.model.SamplerException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which process: a bare PID, {@code -p PID}, or {@code --name REGEX}. */
final class TargetOptions {
    @Parameters(index = "0", arity = "0..1", paramLabel = "PID", description = "process to look at")
    private @Nullable Integer bare;

    @Option(
            names = {"-p", "--pid"},
            paramLabel = "PID",
            description = "process to look at")
    private @Nullable Integer pid;

    @Option(
            names = "--name",
            paramLabel = "REGEX",
            description = "the one process whose name or executable's file name matches")
    private @Nullable String name;

    /** Whether any process was named. */
    boolean given() {
        return bare != null || pid != null || name != null;
    }

    /**
     * The process id asked for.
     *
     * @throws SamplerException.Usage if none or more than one is asked for
     * @throws SamplerException.NoSuchProcess if no process has the name
     */
    int resolve() {
        int ways = (bare != null ? 1 : 0) + (pid != null ? 1 : 0) + (name != null ? 1 : 0);
        if (ways != 1) {
            throw new SamplerException.Usage(
                    ways == 0
                            ? "name a process: a PID, or --name REGEX"
                            : "name one process: a PID, -p PID or --name REGEX, not several of them");
        }
        if (name != null) {
            return byName(name);
        }
        int chosen = bare != null ? bare : pid != null ? pid : 0;
        if (chosen <= 0) {
            throw new SamplerException.Usage(chosen + " is no process id");
        }
        return chosen;
    }

    private static int byName(String regex) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new SamplerException.Usage("--name: " + e.getDescription() + " in '" + regex + "'");
        }
        List<ProcessNames.Named> matches = ProcessNames.matching(pattern);
        if (matches.isEmpty()) {
            throw new SamplerException.NoSuchProcess("no process has a name that matches '" + regex + "'");
        }
        if (matches.size() > 1) {
            StringBuilder found = new StringBuilder();
            for (ProcessNames.Named match : matches.subList(0, Math.min(5, matches.size()))) {
                found.append(found.isEmpty() ? "" : ", ")
                        .append(match.pid())
                        .append(" (")
                        .append(match.name())
                        .append(')');
            }
            throw new SamplerException.Usage(
                    matches.size() + " processes match '" + regex + "': " + found + (matches.size() > 5 ? ", …" : ""));
        }
        return matches.getFirst().pid();
    }
}
