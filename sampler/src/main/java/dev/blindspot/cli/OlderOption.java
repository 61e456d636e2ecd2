package dev.blindspot.cli;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --older}: how old something must be to be found. */
final class OlderOption implements ArgumentGroup {
    private final Argument<Duration> older = Argument.of(
            new DurationConverter(),
            OptionSpec.builder("--older")
                    .paramLabel("TIME")
                    .description("findings ignore what is younger (default: the youngest tenth of the window; of a"
                            + " recording, what it was made with)"));

    @Override
    public void addTo(CommandSpec command) {
        older.addTo(command);
    }

    /** That age; {@code otherwise} where none is asked for. */
    long nanos(long otherwise) {
        Duration asked = older.value();
        return asked == null ? otherwise : asked.toNanos();
    }
}
