package dev.blindspot.cli;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Severity;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --fail-on}: findings become an exit code, for scripts and CI. */
final class FailOn {
    /** What {@code --fail-on} takes. */
    enum Threshold {
        SUSPECT(Severity.SUSPECT),
        LEAK(Severity.LEAK);

        private final Severity severity;

        Threshold(Severity severity) {
            this.severity = severity;
        }
    }

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            description = "exit with 10 if there is a finding of this severity or above: suspect, leak")
    private @Nullable Threshold threshold;

    /** The exit code for these findings. */
    int exitCode(List<Finding> findings) {
        return exitCode(findings.stream().map(Finding::severity));
    }

    /** The exit code for findings of these severities. */
    int exitCode(Stream<Severity> severities) {
        Threshold least = threshold;
        return least != null && severities.anyMatch(severity -> severity.compareTo(least.severity) >= 0)
                ? Main.EXIT_FINDINGS
                : Main.EXIT_OK;
    }

    /** Whether findings are wanted at all. */
    boolean given() {
        return threshold != null;
    }
}
