package dev.blindspot.cli;

import dev.blindspot.model.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --follow}: where the target ends, the next process of its name takes its place. */
final class FollowOption {
    @Option(
            names = "--follow",
            description = "where the target ends, go on with the next process of its name, or of --name")
    private boolean follow;

    /** Whether that is asked for. */
    boolean given() {
        return follow;
    }

    /** Who finds the next one; null to end with the target. */
    @Nullable
    Successor successor(TargetOptions options, Target target) {
        return follow ? options.successor(target) : null;
    }
}
