package dev.blindspot.detect;

import dev.blindspot.model.Finding.StackShare;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one category of the ledger grew in a window, and which stacks made it grow.
 *
 * @param growthBytes resident at the window's end less that at its start
 * @param slope bytes per second
 * @param explainedBytes of the growth, what the stacks made resident; the rest is explained by nobody
 * @param sites largest first: of each its part of the explained bytes, and pages
 */
public record Attribution(String category, long growthBytes, Slope slope, long explainedBytes, List<StackShare> sites) {
    public Attribution {
        sites = List.copyOf(sites);
    }

    /** Of the growth, what no stack explains. */
    public long unexplainedBytes() {
        return growthBytes - explainedBytes;
    }

    /** Of the growth's speed, the part of some of its bytes. */
    public double bytesPerSecondOf(long bytes) {
        return growthBytes == 0 ? 0 : bytesPerSecond() * bytes / growthBytes;
    }

    /** How fast. */
    public double bytesPerSecond() {
        return slope.perSecond();
    }

    /** The lower end of the 95 % interval of that; null where there are too few points. */
    public @Nullable Double lowBytesPerSecond() {
        return finite(slope.low());
    }

    /** The upper end. */
    public @Nullable Double highBytesPerSecond() {
        return finite(slope.high());
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
