package dev.blindspot.cli;

import dev.blindspot.model.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code --follow}: where the target ends, the next process of its name takes its place. */
final class FollowOption implements ArgumentGroup {
    private final Flag follow =
            new Flag("--follow", "where the target ends, go on with the next process of its name, or of --name");

    @Override
    public void addTo(CommandSpec command) {
        follow.addTo(command);
    }

    /** Whether that is asked for. */
    boolean given() {
        return follow.isGiven();
    }

    /** Who finds the next one; null to end with the target. */
    @Nullable
    Successor successor(TargetOptions options, Target target) {
        return given() ? options.successor(target) : null;
    }
}
