package dev.blindspot.cli;

import picocli.CommandLine.Model.CommandSpec;

/** What a command line may hold: one argument, or several that belong together and are shared by commands. */
interface ArgumentGroup {
    /** Has a command take it. */
    void addTo(CommandSpec command);
}
