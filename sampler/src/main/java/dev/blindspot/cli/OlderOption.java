package dev.blindspot.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --older}: how old something must be to be found. */
final class OlderOption {
    @Option(
            names = "--older",
            paramLabel = "TIME",
            description = "findings ignore what is younger (default: the youngest tenth of the window; of a recording,"
                    + " what it was made with)")
    private @Nullable Duration older;

    /** That age; {@code otherwise} where none is asked for. */
    long nanos(long otherwise) {
        return older == null ? otherwise : older.toNanos();
    }
}
