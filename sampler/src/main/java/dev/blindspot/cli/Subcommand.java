package dev.blindspot.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** One command: what it takes, which its constructor says, and what it does; its result is the contract's exit code. */
abstract class Subcommand implements Callable<Integer> {
    private final CommandSpec spec = LateFactory.specOf(this);

    /** What it is for, as its help says it. */
    final void describe(String... lines) {
        spec.usageMessage().description(lines);
    }

    /** What the help shows of it. */
    final void giveExamples(String... lines) {
        spec.usageMessage().footerHeading("%nExamples:%n").footer(lines);
    }

    final void take(ArgumentGroup... groups) {
        for (ArgumentGroup group : groups) {
            group.addTo(spec);
        }
    }

    final CommandSpec spec() {
        return spec;
    }

    /** Where everything goes that is not what was asked for. */
    final PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
