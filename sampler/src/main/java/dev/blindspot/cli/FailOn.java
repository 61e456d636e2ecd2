package dev.blindspot.cli;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Severity;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --fail-on}: findings become an exit code, for scripts and CI. */
final class FailOn implements ArgumentGroup {
    /** What {@code --fail-on} takes. */
    enum Threshold {
        SUSPECT(Severity.SUSPECT),
        LEAK(Severity.LEAK);

        private final Severity severity;

        Threshold(Severity severity) {
            this.severity = severity;
        }
    }

    private final Argument<Threshold> threshold = Argument.of(
            new WordConverter<>(Threshold.class),
            OptionSpec.builder("--fail-on")
                    .paramLabel("SEVERITY")
                    .description("exit with 10 if there is a finding of this severity or above: suspect, leak"));

    @Override
    public void addTo(CommandSpec command) {
        threshold.addTo(command);
    }

    /** The exit code for these findings. */
    int exitCode(List<Finding> findings) {
        return exitCode(findings.stream().map(Finding::severity));
    }

    /** The exit code for findings of these severities. */
    int exitCode(Stream<Severity> severities) {
        Threshold least = threshold.value();
        return least != null && severities.anyMatch(severity -> severity.compareTo(least.severity) >= 0)
                ? Main.EXIT_FINDINGS
                : Main.EXIT_OK;
    }

    /** Whether findings are wanted at all. */
    boolean given() {
        return threshold.value() != null;
    }
}
