package dev.blindspot.bench.overhead;

import dev.blindspot.bench.CBaseline;
import java.nio.file.Path;

/**
 * What measurements share.
 *
 * @param goTargets the folder with a link to each Go target's binary
 * @param rounds of each observer
 * @param seconds of each round
 * @param gibibytes of the large process
 */
record Setting(Path goTargets, int rounds, double seconds, double gibibytes) {
    /** The same with rounds so many times as long. */
    Setting longer(double times) {
        return new Setting(goTargets, rounds, times * seconds, gibibytes);
    }

    /** A Go target's binary. */
    Path go(String name) {
        return goTargets.resolve(name);
    }

    /** A C program of {@code bench/src/main/c/programs}. */
    static Path c(String name) {
        return CBaseline.folder().resolve(name);
    }
}
